import { AwsError } from '../core/errors.js';
import { readFaultRules } from '../core/faults.js';
import { readBody, type HttpAnswer, type HttpRequest } from '../core/http.js';
import type { World } from '../core/world.js';
import { readStateRules, setStates, stateKinds } from '../services/states/index.js';
import type { RecordedCall } from './dispatch.js';

const json = (value: unknown, status = 200): HttpAnswer => ({ status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify(value) });
const wrong = (message: string, status = 400): HttpAnswer => json({ message }, status);

async function readJson(request: HttpRequest): Promise<unknown> {
  const body = (await readBody(request.message, 1_000_000, () => new AwsError('RequestEntityTooLarge', 'The body is too large.', 413))).toString();
  return body === '' ? {} : JSON.parse(body) as unknown;
}

async function changeFaults(world: World, request: HttpRequest): Promise<HttpAnswer> {
  try {
    world.faults.set(readFaultRules(await readJson(request)));
    return json({ faults: world.faults.list() });
  } catch (thrown) {
    return wrong(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function changeStates(world: World, request: HttpRequest): Promise<HttpAnswer> {
  try {
    const rules = readStateRules(await readJson(request));
    setStates(world, rules);
    return json({ states: rules });
  } catch (thrown) {
    return wrong(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function advance(world: World, request: HttpRequest): Promise<HttpAnswer> {
  const body = await readJson(request).catch(() => undefined);
  const seconds = typeof body === 'object' && body !== null && 'seconds' in body ? body.seconds : undefined;
  if (typeof seconds !== 'number' || !(seconds >= 0)) return wrong('Send {"seconds": N} with a number of virtual seconds.');
  world.clock.advance(seconds);
  return json({ virtualNow: world.clock.now() });
}

/** The emulator's own addresses under /_emulator; undefined for requests that are meant for AWS. */
export async function control(world: World, version: string, calls: RecordedCall[], request: HttpRequest): Promise<HttpAnswer | undefined> {
  if (request.path !== '/_emulator' && !request.path.startsWith('/_emulator/')) return undefined;
  switch (`${request.method} ${request.path}`) {
    case 'GET /_emulator': return json({ product: 'jumpstart-deploy-emulator', notAws: true, version, region: world.region, account: world.account, timeScale: world.clock.scale });
    case 'GET /_emulator/calls': return json(calls);
    case 'DELETE /_emulator/calls': calls.length = 0; return json([]);
    case 'GET /_emulator/faults': return json(world.faults.list());
    case 'PUT /_emulator/faults': return changeFaults(world, request);
    case 'GET /_emulator/states': return json(Object.fromEntries(Object.entries(stateKinds).map(([name, { help }]) => [name, help])));
    case 'PUT /_emulator/states': return changeStates(world, request);
    case 'POST /_emulator/advance': return advance(world, request);
    default: return wrong('The emulator has no such address. See GET /_emulator, /_emulator/calls, PUT /_emulator/faults, PUT /_emulator/states, POST /_emulator/advance.', 404);
  }
}
