import { aboutText } from './about.js';
import { answerCode } from './answer.js';
import { filesCode, queryCode, streamCode } from './ask.js';
import { CLEAN_UP_TEXT, cleanUpCode } from './cleanUp.js';
import { constantsCode, sessionCode, waitCode } from './connect.js';
import type { NotebookInput } from './input.js';
import { latencyCode, LATENCY_TEXT } from './latency.js';
import { type Cell, type Notebook, codeCell, markdownCell, notebookOf } from './nbformat.js';
import { parameterCells } from './parameters.js';
import { type Example, exampleOf } from './request.js';
import { answerKind } from './tasks/index.js';
import { valueAt } from '../shared/paths.js';

export type { NotebookInput } from './input.js';
export { type Notebook, renderNotebook, validateNotebook } from './nbformat.js';

/**
 * A notebook that calls one endpoint: connect, wait, ask, show the answer, change a
 * parameter, stream where the model can, time ten calls, clean up. It needs
 * boto3 and nothing else, and holds no secret. Pure: the same input gives the same notebook.
 */
export function buildNotebook(input: NotebookInput): Notebook {
  const example = exampleOf(input);
  const answer = answerCode(answerKind(input), example, input.taskCode);
  const more = [...parameters(example), ...stream(input, example), ...latency(example)];
  const modules = [
    ...(example.modules ?? []), ...answer.modules, 'time', ...(more.some(({ id }) => id === 'parameters') ? ['copy'] : []), ...(more.some(({ id }) => id === 'latency') ? ['statistics'] : []),
    ...(example.readsFiles ? ['urllib.parse', 'urllib.request'] : []),
  ];
  return notebookOf([
    markdownCell('about', aboutText(input)),
    markdownCell('connect-text', '## Connect'),
    codeCell('connect', sessionCode(input, modules)),
    codeCell('constants', constantsCode(input, example)),
    codeCell('wait', waitCode(input)),
    markdownCell('ask-text', `## Ask\n\nThe request is ${example.about}. Change it to ask something else.`),
    ...(example.readsFiles ? [codeCell('files', filesCode(input))] : example.tools === undefined ? [] : [codeCell('sample', example.tools)]),
    codeCell('payload', example.code),
    codeCell('query', queryCode(input, example)),
    markdownCell('answer-text', '## Answer'),
    codeCell('tools', answer.tools),
    codeCell('answer', answer.code),
    ...more,
    markdownCell('clean-up-text', CLEAN_UP_TEXT),
    codeCell('clean-up', cleanUpCode(input)),
  ]);
}

function parameters(example: Example): Cell[] {
  const cells = parameterCells(example);
  if (cells === undefined) return [];
  return [markdownCell('parameters-text', cells.text), ...(cells.code === undefined ? [] : [codeCell('parameters', cells.code)])];
}

function stream(input: NotebookInput, example: Example): Cell[] {
  if (example.streams !== true) return [];
  return [
    markdownCell('stream-text', '## Stream\n\nThe same request again; the text is shown while the model writes it.'),
    codeCell('stream', streamCode(input, example)),
  ];
}

/** Not where each request opens a session, which lives on in the instance. */
function latency({ body }: Example): Cell[] {
  if (body.kind === 'json' && valueAt(body.value, ['type']) === 'start_session') return [];
  return [markdownCell('latency-text', LATENCY_TEXT), codeCell('latency', latencyCode())];
}
