import { type JsonObject, isObject } from '../shared/json.js';

export interface MarkdownCell {
  readonly cell_type: 'markdown';
  readonly id: string;
  readonly metadata: JsonObject;
  readonly source: readonly string[];
}

export interface CodeCell {
  readonly cell_type: 'code';
  readonly execution_count: null;
  readonly id: string;
  readonly metadata: JsonObject;
  readonly outputs: readonly never[];
  readonly source: readonly string[];
}

export type Cell = MarkdownCell | CodeCell;

/** A Jupyter notebook of format 4.5, as nbformat's schema has it. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: JsonObject;
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
}

/** @param id 1–64 of `a-z A-Z 0-9 - _`, unique in its notebook */
export function markdownCell(id: string, text: string): MarkdownCell {
  return { cell_type: 'markdown', id, metadata: {}, source: lines(text) };
}

/** @param id as {@link markdownCell} */
export function codeCell(id: string, text: string): CodeCell {
  return { cell_type: 'code', execution_count: null, id, metadata: {}, outputs: [], source: lines(text) };
}

export function notebookOf(cells: readonly Cell[]): Notebook {
  return {
    cells,
    metadata: { kernelspec: { display_name: 'Python 3 (ipykernel)', language: 'python', name: 'python3' }, language_info: { name: 'python' } },
    nbformat: 4, nbformat_minor: 5,
  };
}

/** The text of the file, in Jupyter's own layout: JSON, one space of indentation, a newline at the end. */
export function renderNotebook(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** Every line but the last keeps its `\n`. */
function lines(text: string): string[] {
  return text.trimEnd().split(/(?<=\n)/);
}

/** What nbformat 4.5 would refuse, a sentence each; empty where the value is a notebook. */
export function validateNotebook(value: unknown): string[] {
  if (!isObject(value)) return ['The notebook is not a JSON object.'];
  const problems = unknownKeys(value, ['cells', 'metadata', 'nbformat', 'nbformat_minor'], 'The notebook');
  if (value['nbformat'] !== 4 || value['nbformat_minor'] !== 5) problems.push('The notebook is not of format 4.5.');
  problems.push(...metadataProblems(value['metadata']));
  const cells = value['cells'];
  if (!Array.isArray(cells)) return [...problems, 'The notebook has no list of cells.'];
  const seen = new Set<string>();
  cells.forEach((cell: unknown, index) => problems.push(...cellProblems(cell, `Cell ${index + 1}`, seen)));
  return problems;
}

function metadataProblems(metadata: unknown): string[] {
  if (!isObject(metadata)) return ['The notebook has no metadata.'];
  const problems: string[] = [];
  const kernel = metadata['kernelspec'];
  if (kernel !== undefined && !(isObject(kernel) && typeof kernel['name'] === 'string' && typeof kernel['display_name'] === 'string')) {
    problems.push('The notebook\'s kernelspec has no name and display name.');
  }
  const language = metadata['language_info'];
  if (language !== undefined && !(isObject(language) && typeof language['name'] === 'string')) problems.push('The notebook\'s language has no name.');
  return problems;
}

const CODE_KEYS = ['cell_type', 'execution_count', 'id', 'metadata', 'outputs', 'source'];
const TEXT_KEYS = ['attachments', 'cell_type', 'id', 'metadata', 'source'];

function cellProblems(cell: unknown, where: string, seen: Set<string>): string[] {
  if (!isObject(cell)) return [`${where} is not an object.`];
  const type = cell['cell_type'];
  if (type !== 'code' && type !== 'markdown' && type !== 'raw') return [`${where} is of no known type.`];
  const problems = unknownKeys(cell, type === 'code' ? CODE_KEYS : TEXT_KEYS, where);
  const id = cell['id'];
  if (typeof id !== 'string' || !/^[a-zA-Z0-9\-_]{1,64}$/.test(id)) problems.push(`${where} has no valid id.`);
  else if (seen.has(id)) problems.push(`${where} has the id of an earlier cell, "${id}".`);
  else seen.add(id);
  if (!isObject(cell['metadata'])) problems.push(`${where} has no metadata.`);
  const { source } = cell;
  if (typeof source !== 'string' && !(Array.isArray(source) && source.every((line) => typeof line === 'string'))) problems.push(`${where} has no source of lines.`);
  if (type !== 'code') return problems;
  if (!Array.isArray(cell['outputs'])) problems.push(`${where} has no list of outputs.`);
  const count = cell['execution_count'];
  if (count !== null && !(Number.isInteger(count) && Number(count) >= 0)) problems.push(`${where} has no execution count (null where it was not run).`);
  return problems;
}

function unknownKeys(object: JsonObject, known: readonly string[], where: string): string[] {
  return Object.keys(object).filter((key) => !known.includes(key)).map((key) => `${where} has a field "${key}" that the format does not know.`);
}
