import { systemClock as clock } from '../../../src/aws/clock.js';
import type { ConnectionSettings, RuntimePort } from '../../../src/endpoints/ports.js';
import type { NotebookInput } from '../../../src/notebook/input.js';
import { answerKind } from '../../../src/notebook/tasks/index.js';
import { TrySession } from '../../../src/ui/panel/trySession.js';
import { memento } from '../../../test/support/memento.js';
import { type Cell, shown } from './cases.js';

/** Sends every example of a model as its Try tab does, and as a stream those that stream. */
export async function trying(input: NotebookInput, settings: ConnectionSettings, runtime: RuntimePort): Promise<{ answered: Cell; streamed: Cell }> {
  const session = new TrySession(input.endpointName, {
    settings: () => settings, source: () => Promise.resolve({ input, problem: undefined }), runtime: () => Promise.resolve(runtime),
    download: async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer()), clock, memory: memento(), changed: () => undefined, failed: () => undefined,
  });
  await session.load();
  const { examples } = session.state();
  const send = async (stream: boolean): Promise<string | undefined> => {
    for (const [example, { name, body, streams }] of examples.entries()) {
      if (stream && !streams) continue;
      await session.send({ example, body, stream });
      const problem = stream ? streamProblem(session) : answerProblem(session, answerKind(input) === 'any');
      if (problem !== undefined) return `${name}: ${problem}`;
    }
    return undefined;
  };
  return { answered: await shown(() => send(false)), streamed: examples.some(({ streams }) => streams) ? await shown(() => send(true)) : { outcome: 'none' } };
}

/** A task whose answer we know must not be shown as the mere JSON that it came as. */
function answerProblem({ run }: TrySession, unknownTask: boolean): string | undefined {
  if (run?.status !== 'done' || run.answer === null) return run?.error?.message ?? 'There is no answer.';
  return run.answer.kind === 'raw' && !unknownTask ? 'Its answer is shown only as it came.' : undefined;
}

function streamProblem({ run }: TrySession): string | undefined {
  if (run?.status !== 'done') return run?.error?.message ?? 'There is no answer.';
  return run.answer?.kind === 'text' && run.answer.text !== '' && run.firstMs !== null ? undefined : 'No text came part by part.';
}
