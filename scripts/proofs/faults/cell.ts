// One call meets one fault: what the product says, how often it sends, what is there afterwards, and whether the next try succeeds.
import type { Emulator } from '../../../src/emulator/start.js';
import { type ServiceError, type ServiceErrorKind, isServiceError, messageOf } from '../../../src/shared/serviceError.js';
import { type Call, type World, wireName, worldOf } from './calls.js';
import { type Fault, type Proxy, RAW, proxyTo } from './proxy.js';

export interface Cell {
  readonly call: string;
  readonly fault: Fault;
  /** The kind of what is told, or that the product goes on without an answer. */
  readonly ended: ServiceErrorKind | 'goes on';
  readonly sent: number;
  readonly wrongs: readonly string[];
}

/** No look-up may keep anybody waiting longer: four attempts of half a minute, which a busy machine needs none of. */
const BOUND_MS = 120_000;
const ATTEMPTS = 4;
const SECRETS = /AKID\w+|secret-of-the-faults/;
const TO_DO = /[Tt]ry again|[Ss]ign in|Set the clock|Ask |Ask your|ask again|Check the|Choose another|Run "/;

const KINDS: Readonly<Record<Fault, readonly ServiceErrorKind[]>> = {
  throttle: ['throttled'], 500: ['unexpected'], 503: ['unexpected', 'throttled'], timeout: ['offline'], reset: ['offline'], truncated: ['offline'], malformed: ['offline'],
  denied: ['permission'], explicitDeny: ['permission'], expired: ['signIn'], clockSkew: ['signIn'], noService: ['offline'],
};
/** What no further try could mend. */
const FINAL: readonly Fault[] = ['denied', 'explicitDeny', 'expired'];

function kindsOf({ name, head, unsigned }: Call, fault: Fault): readonly ServiceErrorKind[] {
  if (unsigned) return fault === 'denied' || fault === 'explicitDeny' ? ['permission'] : ['offline', 'unexpected', 'permission'];
  // bytes of a model are not AWS's words: what unpacks them finds out
  if (name === 's3:GetObject' && fault === 'malformed') return ['invalid'];
  // without a body, 403 says no more than that it is refused
  return head && fault === 'clockSkew' ? ['permission'] : KINDS[fault];
}

function wrongsOfError(call: Call, fault: Fault, error: ServiceError): string[] {
  const { kind, message } = error;
  const wrongs: string[] = [];
  if (!kindsOf(call, fault).includes(kind)) wrongs.push(`is told as ${kind}`);
  if (SECRETS.test(message) || message.includes(RAW)) wrongs.push('tells what is not for users');
  if (!/^\S.{20,}\.$/s.test(message) || !TO_DO.test(message)) wrongs.push('does not say what to do');
  if (kind === 'permission') {
    if (!message.includes(call.action) && error.action !== call.action) wrongs.push(`does not name ${call.action}`);
    if (fault === 'explicitDeny' && !call.head && !call.unsigned && !error.explicitDeny) wrongs.push('is not told to be an explicit deny');
  }
  return wrongs.map((wrong) => `${wrong}: ${message}`);
}

async function ended(run: Promise<unknown>): Promise<{ error?: unknown; late?: true }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ late: true }>((resolve) => { timer = setTimeout(() => { resolve({ late: true }); }, BOUND_MS); });
  const outcome = await Promise.race([run.then(() => ({}), (error: unknown) => ({ error })), late]);
  clearTimeout(timer);
  return outcome;
}

function wrongsOfSending({ attempts = ATTEMPTS, once, name }: Call, fault: Fault, { sent, done }: Proxy): string[] {
  const most = FINAL.includes(fault) ? 1 : attempts;
  return [
    ...(sent === 0 ? [`was never sent (${name})`] : []),
    ...(sent > most && !REPEATS.includes(name) ? [`was sent ${sent} times`] : []),
    ...(once && done > 1 ? [`took effect ${done} times`] : []),
  ];
}

/** One use of the product asks these several times, for several things at once. */
const REPEATS: readonly string[] = ['s3:HeadObject', 's3:CopyObject', 's3:CreateMultipartUpload', 's3:CompleteMultipartUpload', 's3:UploadPartCopy', 's3:UploadPart', 's3:GetObject', 's3:ListObjectsV2', 'sagemaker:ListTags', 'cloudwatch-logs:GetLogEvents', 'pricing:GetProducts', 'iam:SimulatePrincipalPolicy', 'sagemaker:DescribeEndpointConfig'];

async function recovers(call: Call, world: World): Promise<string[]> {
  const again = await ended(call.run(world));
  if (again.late) return ['keeps waiting after the fault has ended'];
  if (again.error === undefined) return [];
  if (call.settled && isServiceError(again.error)) {
    return await call.settled(world) === undefined ? [`is refused after the fault has ended: ${again.error.message}`] : [];
  }
  return [`fails after the fault has ended: ${messageOf(again.error)}`];
}

export async function examine(emulator: Emulator, call: Call, fault: Fault): Promise<Cell> {
  const proxy = await proxyTo(emulator.url);
  const tag = `fault-${call.name.replace(/\W/g, '-').slice(-30)}-${fault}`.toLowerCase();
  const world = worldOf(proxy.url, tag);
  try {
    await call.before?.(world);
    // what it made is in service by then
    emulator.advance(3600);
    proxy.watched = wireName(call);
    proxy.aim = { fault, operation: wireName(call), action: call.action };
    const { error, late } = await ended(call.run(world));
    const wrongs = wrongsOfSending(call, fault, proxy);
    const { sent } = proxy;
    if (late) wrongs.push('keeps whoever waits');
    else if (error === undefined && !mayGoOn(call, fault)) wrongs.push('is taken for a success');
    else if (error !== undefined) wrongs.push(...(isServiceError(error) ? wrongsOfError(call, fault, error) : [`is no error of ours: ${messageOf(error)}`]));
    proxy.aim = undefined;
    const fresh = worldOf(proxy.url, tag);
    wrongs.push(...await recovers(call, fresh));
    fresh.gateways.dispose();
    fresh.connection.dispose();
    return { call: call.name, fault, sent, wrongs, ended: isServiceError(error) ? error.kind : 'goes on' };
  } finally {
    world.gateways.dispose();
    world.connection.dispose();
    proxy.close();
  }
}

/** What has no body cannot be cut off or garbled. */
function mayGoOn({ goesOn = [], head, name }: Call, fault: Fault): boolean {
  if (goesOn === 'always' || goesOn.includes(fault)) return true;
  return (fault === 'truncated' || fault === 'malformed') && (head === true || EMPTY.test(name));
}

const EMPTY = /:(?:Delete(?!Objects)|AbortMultipartUpload|AddTags|PutObject|UploadPart$)/;
