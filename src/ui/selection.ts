const LOOK_MS = 50;

/**
 * The selected row of a tree. While rows are drawn anew VS Code says that none is selected, also in the moment of a click: then it is
 * waited for.
 * @param patienceMs how long, where none is selected at all
 */
export async function selectedIn<T>(view: { readonly selection: readonly T[] }, patienceMs: number): Promise<T | undefined> {
  for (const end = Date.now() + patienceMs; view.selection.length === 0 && Date.now() < end;) await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
  return view.selection[0];
}
