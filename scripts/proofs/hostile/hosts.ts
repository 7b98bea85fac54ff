// Values with parts of addresses in them: whatever they are, requests go to AWS's own hosts, and to the path that is meant.
import { publicContent } from '../../../src/aws/content.js';
import { connect } from '../../../src/aws/gateways.js';
import { environment } from '../../../test/aws/gateways/support.js';

export interface Finding {
  readonly what: string;
  readonly value: string;
  /** Requests that were made. */
  readonly requests: number;
  readonly refused: number;
  /** Hosts or paths to which nothing may go. */
  readonly wrong: readonly string[];
}

const REGION = 'us-west-2';
const OURS = /^([a-z0-9-]+\.)*(amazonaws\.com(\.cn)?|api\.aws|amazonaws\.eu|sc2s\.sgov\.gov|c2s\.ic\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)$/;

/** What somebody may have written into a setting, a manifest or a tag. */
export const VALUES = [
  'evil.example', 'evil.example/', '/evil.example', '//evil.example/', '@evil.example', 'x@evil.example/', 'evil.example#', 'evil.example?', '../../evil', '..', 'us-west-2.evil.example/',
  'us-west-2/../../evil', 'us-west-2@evil.example', 'us-west-2\r\nhost: evil.example', '%2e%2e/%2e%2e/evil', 'evil.example\\', 'http://evil.example/', 'us-west-2:443@evil.example', '．．／evil',
] as const;

/** Runs the work and notes every request instead of sending it. */
async function watched(what: string, value: string, allowed: (url: URL) => boolean, works: readonly (() => Promise<unknown>)[]): Promise<Finding> {
  const real = globalThis.fetch;
  const asked: URL[] = [];
  globalThis.fetch = (resource) => {
    asked.push(new URL(resource instanceof Request ? resource.url : String(resource)));
    return Promise.resolve(new Response('{"__type":"AccessDeniedException","message":"no"}', { status: 400, headers: { 'content-type': 'application/x-amz-json-1.1' } }));
  };
  try {
    const refused = await Promise.all(works.map((work) => work().then(() => 0, () => 1)));
    return { what, value, requests: asked.length, refused: refused.reduce((a, b) => a + b, 0), wrong: asked.filter((url) => !OURS.test(url.hostname) || !allowed(url)).map(String) };
  } finally {
    globalThis.fetch = real;
  }
}

/** Each with credentials that would be worth having. */
export async function hosts(): Promise<Finding[]> {
  const back = environment({ AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'real' });
  try {
    const found: Finding[] = [];
    for (const value of VALUES) for (const [what, allowed, works] of askedWith(value)) found.push(await watched(what, value, allowed, works));
    return found;
  } finally {
    back();
  }
}

type Asked = readonly [what: string, allowed: (url: URL) => boolean, works: readonly (() => Promise<unknown>)[]];

function askedWith(value: string): Asked[] {
  const aws = (region: string) => connect({ profile: undefined, region, endpointUrl: undefined, emulated: false }, { mfaCode: () => Promise.resolve(undefined) });
  const content = (region: string, key: string) => publicContent({ region, endpointUrl: undefined }, { idleMs: 1000, maxBytes: 1000, retryAfterMs: [] }).fetch(key);
  const [there, here] = [aws(value), aws(REGION)];
  const folder = ({ hostname, pathname }: URL): boolean => hostname.startsWith(`jumpstart-cache-prod-${REGION}.`) && pathname.startsWith('/community_models/');
  return [
    ['region', ({ hostname }) => !hostname.includes('evil'), [
      () => there.endpoints.list(), () => there.account.identity(), () => there.account.roles(), () => there.account.keys(), () => there.account.buckets(), () => there.account.vpcs(),
      () => there.account.price('ml.m5.xlarge'), () => there.account.quota('ml.m5.xlarge'), () => there.hub.listModels(), () => there.runtime.invoke(invocation('plain')), () => content(value, 'models_manifest.json'),
    ]],
    ['endpoint name', ({ pathname }) => /^\/endpoints\/[^/]+\/invocations$/.test(pathname) || pathname === '/', [() => here.runtime.invoke(invocation(value)), () => here.endpoints.describe(value)]],
    ['bucket', ({ hostname }) => !hostname.includes('evil') || hostname.endsWith(`.s3.${REGION}.amazonaws.com`), [() => here.account.bucket(value)]],
    ['model id', folder, [() => content(REGION, `community_models/${value}/specs_v1.json`)]],
    ['hub', ({ pathname }) => pathname === '/', [() => here.hub.listContents(value), () => here.hub.describe(value, { type: 'Model', id: value, version: value })]],
  ];
}

function invocation(endpointName: string) {
  return { endpointName, inferenceComponentName: undefined, contentType: 'application/json', accept: undefined, customAttributes: undefined, body: Buffer.from('{}') };
}
