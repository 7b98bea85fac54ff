/** Whose rights count: of a session the role that it is of. The session's name, which may be a person's, is left out. */
export function withoutSession(arn: string): string {
  return arn.replace(/^arn:([^:]+):sts::(\d*):assumed-role\/([^/]+)\/.*$/s, 'arn:$1:iam::$2:role/$3');
}
