import { isReadable } from './python.js';

/** A text as one word of a POSIX shell. @throws where the text holds NUL, which no word can */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new Error('No word of a shell can hold a NUL character.');
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(text) ? text : `'${text.replaceAll('\'', String.raw`'\''`)}'`;
}

/** Whether a text can stand in a script as it is: nothing in it is invisible, and no line break but the plain one. */
export function isPlain(text: string): boolean {
  return Array.from(text).every((character) => character === '\n' || character === '\t' || isReadable(character));
}

/** Writes a text and a line break into a file, whatever the text holds. @param file the word of a path */
export function hereFile(text: string, file: string): string {
  let end = 'END_OF_BODY';
  while (text.split('\n').includes(end)) end += '_';
  return `cat > ${file} <<'${end}'\n${text}\n${end}`;
}
