/** Rows under a head, as columns; columns of numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => Array.from(line[column] ?? '').length)));
  const right = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const cell = (text: string, column: number): string => {
    const pad = ' '.repeat((widths[column] ?? 0) - Array.from(text).length);
    return right[column] === true ? pad + text : text + pad;
  };
  const line = (cells: readonly string[]): string => cells.map(cell).join('  ').trimEnd();
  return [line(lines[0] ?? []), widths.map((w) => '─'.repeat(w)).join('  '), ...lines.slice(1).map(line)].join('\n');
}
