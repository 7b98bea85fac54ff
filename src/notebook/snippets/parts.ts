export type Part = { readonly text: string } | { readonly url: string };

/** A text taken apart where files belong into it; undefined where none does. */
export function partsAt(text: string, addresses: ReadonlyMap<string, string>): Part[] | undefined {
  let parts: Part[] = [{ text }];
  for (const [token, url] of addresses) {
    parts = parts.flatMap((part): Part[] => ('url' in part ? [part] : part.text.split(token).flatMap((piece, index): Part[] => (index === 0 ? [{ text: piece }] : [{ url }, { text: piece }]))));
  }
  return parts.length === 1 ? undefined : parts.filter((part) => 'url' in part || part.text !== '');
}
