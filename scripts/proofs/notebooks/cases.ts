import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../../src/aws/gateways.js';
import { buildNotebook } from '../../../src/notebook/notebook.js';
import type { NotebookInput } from '../../../src/notebook/input.js';
import { samplesOf } from '../../../src/notebook/samples.js';
import { snippetInput } from '../../../src/notebook/snippets/input.js';
import { LANGUAGES } from '../../../src/notebook/snippets/languages.js';
import { messageOf } from '../../../src/shared/serviceError.js';
import { REGION, ampleEmulator, deployEveryModel, sagemakerOf } from '../../../test/notebook/emulated.js';
import { lacking, runCode } from '../../../test/notebook/runCode.js';
import { type CellResult, runNotebooks } from '../../../test/notebook/support.js';
import { trying } from './trying.js';

/** `none`: there is nothing of the kind, or nothing here that could run it. */
export interface Cell { readonly outcome: 'works' | 'fails' | 'none'; readonly why?: string }
export interface Row { readonly task: string; readonly modelId: string; readonly cells: Readonly<Record<string, Cell>> }

/** Every model of the emulator's catalogue in service, and what can be done with each. */
export async function worldOf(python: string) {
  const emulator = await ampleEmulator();
  const client = sagemakerOf(emulator);
  const settings = { profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true };
  const gateways = connect(settings, { mfaCode: () => Promise.resolve(undefined) });
  const home = mkdtempSync(join(tmpdir(), 'jsd-proof-'));
  writeFileSync(join(home, 'config'), '');

  const code = async (label: string, input: NotebookInput): Promise<Cell> => {
    const language = LANGUAGES.find((one) => one.label === label);
    if (!language || await lacking(label) !== undefined) return { outcome: 'none' };
    return shown(async () => ((await runCode(label, language.write(snippetInput(input, samplesOf(input)[0])), { home, python })).trim() === '' ? 'It printed nothing.' : undefined));
  };

  return {
    rows: async (): Promise<Row[]> => {
      const deployed = await deployEveryModel(emulator, client);
      const notebooks = await runNotebooks(python, deployed.map(({ input }) => buildNotebook(input)));
      const rows: Row[] = [];
      for (const [index, { input }] of deployed.entries()) {
        const { answered, streamed } = await trying(input, settings, gateways.runtime);
        const cells: Record<string, Cell> = { 'notebook runs': ran(notebooks[index] ?? []), 'Try works': answered, streaming: streamed };
        for (const { label } of LANGUAGES) cells[label] = await code(label, input);
        rows.push({ task: input.taskLabel, modelId: input.modelId, cells });
      }
      return rows.sort((a, b) => a.task.localeCompare(b.task) || a.modelId.localeCompare(b.modelId));
    },
    end: async (): Promise<void> => {
      gateways.dispose();
      client.destroy();
      rmSync(home, { recursive: true });
      await emulator.stop();
    },
  };
}

/** Works where it tells of no problem and does not break off. */
export async function shown(look: () => Promise<string | undefined>): Promise<Cell> {
  const why = await look().catch(messageOf);
  return why === undefined ? { outcome: 'works' } : { outcome: 'fails', why };
}

/** Every cell to its end, and an answer in the cell for it. */
function ran(cells: readonly CellResult[]): Cell {
  const broken = cells.find(({ error }) => error !== null);
  if (broken) return { outcome: 'fails', why: `cell ${broken.id}: ${broken.error ?? ''}` };
  const answer = cells.find(({ id }) => id === 'answer');
  return answer && (answer.images > 0 || answer.text.trim() !== '') ? { outcome: 'works' } : { outcome: 'fails', why: 'There is no answer.' };
}
