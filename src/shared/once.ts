/** Makes something when it is first asked for, and then the same for everybody; a failure is tried again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make().catch((error: unknown) => { made = undefined; throw error; }));
}
