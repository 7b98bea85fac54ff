/** `<model id>.ipynb`, else `<model id>-2.ipynb`, …: a plain file name on every system, whatever the id holds. */
export function notebookFileName(modelId: string, taken: (name: string) => boolean): string {
  const plain = modelId.replace(/[^a-zA-Z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '').slice(0, 100);
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain);
  const stem = plain === '' ? 'notebook' : reserved ? `model-${plain}` : plain;
  let name = `${stem}.ipynb`;
  for (let number = 2; taken(name); number++) name = `${stem}-${number}.ipynb`;
  return name;
}
