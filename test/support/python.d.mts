/**
 * The absolute path of a Python interpreter with boto3, nbclient, nbformat and ipykernel, or undefined when there is none
 * and none can be made; the reason is then printed on standard error.
 */
export function ensurePython(): Promise<string | undefined>;
