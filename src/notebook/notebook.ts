import { aboutText } from './about.js';
import { answerCode } from './answer.js';
import { filesCode, queryCode, streamCode } from './ask.js';
import { CLEAN_UP_TEXT, cleanUpCode } from './cleanUp.js';
import { constantsCode, sessionCode, waitCode } from './connect.js';
import type { NotebookInput } from './input.js';
import { type Cell, type Notebook, codeCell, markdownCell, notebookOf } from './nbformat.js';
import { exampleOf } from './request.js';
import { answerKind } from './tasks/index.js';

export type { NotebookInput } from './input.js';
export { type Notebook, renderNotebook, validateNotebook } from './nbformat.js';

/**
 * A notebook that calls one endpoint: connect, wait, ask, show the answer, stream it where the model can, clean up. It needs
 * boto3 and nothing else, and holds no secret. Pure: the same input gives the same notebook.
 */
export function buildNotebook(input: NotebookInput): Notebook {
  const example = exampleOf(input);
  const answer = answerCode(answerKind(input), example, input.taskCode);
  const modules = [
    ...(example.modules ?? []), ...answer.modules,
    ...(example.readsFiles ? ['urllib.parse', 'urllib.request'] : []), ...(input.inferenceComponentName === undefined ? [] : ['time']),
  ];
  const stream: Cell[] = example.streams !== true ? [] : [
    markdownCell('stream-text', '## Stream\n\nThe same request again; the text is shown while the model writes it.'),
    codeCell('stream', streamCode(input, example)),
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
    ...stream,
    markdownCell('clean-up-text', CLEAN_UP_TEXT),
    codeCell('clean-up', cleanUpCode(input)),
  ]);
}
