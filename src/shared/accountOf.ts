/** The account that an ARN names; `''` where it names none. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
