import { isObject } from '../shared/json.js';
import { ServiceError } from '../shared/serviceError.js';
import { notebookFileName } from './fileName.js';

/** The largest that Studio takes, in bytes. */
const LARGEST = 25_000_000;

/** AWS's own notebook as the file that it becomes, word for word. @throws ServiceError where it is none */
export function originalNotebook(key: string, text: string): string {
  const refuse = (why: string): never => { throw new ServiceError('invalid', `AWS's notebook ${key} was not written: ${why}. Open Notebook on an endpoint of the model writes one that runs.`); };
  if (Buffer.byteLength(text) > LARGEST) return refuse(`it is larger than ${LARGEST / 1e6} MB`);
  return isNotebook(text) ? text : refuse('it is not a Jupyter notebook');
}

/** `<model id>_aws-original.ipynb`, or with a number where that is taken. */
export function originalFileName(modelId: string, taken: (name: string) => boolean): string {
  return notebookFileName(`${modelId.slice(0, 80)}_aws-original`, taken);
}

function isNotebook(text: string): boolean {
  try {
    const notebook = JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
    return isObject(notebook) && typeof notebook['nbformat'] === 'number';
  } catch {
    return false;
  }
}
