// The words of the product in the language of VS Code. The English sentence is the key; its translations are in l10n/.

/** English sentence → the sentence to show. */
export type Texts = Readonly<Record<string, string>>;

/** One place for all bundles: what is loaded lazily holds a copy of this file, and has to speak the same language. */
const PLACE = Symbol.for('jumpstartDeploy.texts');
const shared: typeof globalThis & { [PLACE]?: Texts | undefined } = globalThis;

/** Sets the language; to be called before any other module is evaluated, as some keep sentences in constants. */
export function speak(texts: Texts | undefined): void {
  shared[PLACE] = texts;
}

/**
 * The sentence in the user's language, `{0}`, `{1}`, … replaced by the values. `message` is a literal, so that it is found and
 * translated. A value that holds `{0}` itself stays as it is. The rules are those of `vscode.l10n.t`.
 */
export function t(message: string, ...values: readonly (string | number)[]): string {
  const sentence = translated(message);
  return values.length === 0 ? sentence : sentence.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}

/** Marks a literal for translation and leaves it English, because it is kept or compared; `translated` says it in the user's language. */
export function english(message: string): string {
  return message;
}

/** What a text of {@link english} is in the user's language; any other stays as it is. */
export function translated(message: string): string {
  const texts = shared[PLACE];
  return texts !== undefined && Object.hasOwn(texts, message) ? texts[message] ?? message : message;
}
