// The pages in a language that does not exist: whatever is not in its marks was written into the page past the translation.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { messages } from '../../scripts/l10n/sentences.js';
import type { Texts } from '../../src/shared/l10n.js';
import type { PanelState } from '../../src/shared/protocol.js';
import { endpointState, failedEndpoint, gone, neverUsed } from './endpointFixtures.js';
import { apart, blocked, failed, FORM, gated, inService, LOADED, panelState, running } from './fixtures.js';
import { Harness, type OpenOptions } from './harness.js';
import { classified, embedded, expired, forecasted, framed, pictured, recorded, refused, segmented, spoken, tryState, unreachable, unread, writing } from './tryFixtures.js';

/** `{0} of {1} left` → `{0}⟦ of ⟧{1}⟦ left⟧`: what is put in stays outside the marks, so that it has to be translated itself. */
const marked = (message: string): string => message.split(/(\{\d+\})/).map((part) => (part === '' || /^\{\d+\}$/.test(part) ? part : `⟦${part}⟧`)).join('');
/** Words as long as in languages that join theirs. */
const longer = (message: string): string => message.replace(/[A-Za-z]{5,}/g, (word) => word + word.slice(0, 6).toLowerCase());
const inWords = (of: (message: string) => string): Texts => Object.fromEntries(messages().map(({ text }) => [text, of(text)]));
const words = inWords(marked);

/** Values that are words, though of one word only. */
const SAID = new Set(['text', 'label', 'title', 'task', 'provider', 'framework', 'description', 'outcome', 'own', 'alias']);
/** Words between the two sides that nobody sees. */
const CODES = new Set(['status', 'kind', 'phase', 'mode', 'tone', 'window', 'media', 'endpoint', 'isolationSpec', 'volumeSizeGB', 'downloadS', 'startupS']);
/** The same in every language: units, and what AWS or the examples in empty fields are called. */
const SAME = /^(s|ms|KB|MB|GB|AM|PM|[A-Z][a-z]{2} \d+, \d{4}, .*|SageMaker|S3|VPC|JSON|AWS Neuron|AllTraffic|jumpstart-|ml\.g5\.2xlarge|al2(023)?-ami-\S+|arn:aws:iam::123456789012:role\/Name|subnet-\w+,?|sg-\w+)$/;

/** The host's sentences come translated: in the state they get marks, and the other values of the state are kept as they are. */
function hosted<T>(state: T): { readonly state: T; readonly values: ReadonlySet<string> } {
  const values = new Set<string>();
  const take = (value: string): void => { for (const part of [...value.split(/[\s,]+/), value.split('/').at(-1) ?? '']) values.add(part); };
  const json = JSON.stringify(state, (key, value: unknown) => {
    if (typeof value === 'object' && value !== null) Object.keys(value).filter((name) => /[\d._]/.test(name)).forEach(take);
    if (typeof value !== 'string' || CODES.has(key)) return value;
    if (/^[{[]/.test(value)) {
      take(value.replace(/[^\w]+/g, ' ').replaceAll('_', ' '));
      return value;
    }
    if (SAID.has(key) || / [A-Za-z]/.test(value)) return `⟦${value}⟧`;
    take(value);
    return value;
  });
  return { state: JSON.parse(json) as T, values };
}

interface Shown {
  readonly text: string;
  readonly at: string;
}

/** Every text and every name on the page, whether it is in sight now or not, also inside the toolkit's elements. */
function textsOf(page: Page): Promise<Shown[]> {
  return page.evaluate(() => {
    const found: { text: string; at: string }[] = [];
    const roots: (Element | ShadowRoot)[] = [document.body];
    for (const root of roots) {
      const at = root instanceof Element ? [root.localName, ...root.classList].join('.') : 'the toolkit';
      if (/^(script|style)$/.test(at)) continue;
      for (const node of root.childNodes) if (node instanceof Text) found.push({ text: node.data, at });
      if (root instanceof Element) for (const name of ['aria-label', 'aria-description', 'title', 'placeholder']) found.push({ text: root.getAttribute(name) ?? '', at: `${at}[${name}]` });
      roots.push(...root.children, ...(root instanceof Element && root.shadowRoot ? [root.shadowRoot] : []));
    }
    return found;
  });
}

/** What is left of a text without what is in marks and what came with the state. */
function missedIn(text: string, values: ReadonlySet<string>): string {
  const pieces = text.replace(/⟦[^⟧]*⟧/g, '\n').split(/\n| [·–] |: /).map((piece) => piece.trim());
  return pieces.filter((piece) => !SAME.test(piece)).flatMap((piece) => piece.split(/[\s,()]+/)).filter((part) => /[A-Za-z]{2}/.test(part) && !SAME.test(part) && !isValue(part, values)).join(' ');
}

/** As it is, without its prefix or in part: `role/Owls` of an ARN. A plain word counts as a whole only. */
function isValue(part: string, values: ReadonlySet<string>): boolean {
  const bare = part.replace(/^(jumpstart-|")|[.;:…"]+$/g, '');
  return values.has(bare) || values.has(part) || (/[\d/:]/.test(bare) && [...values].some((value) => value.includes(bare)));
}

async function missed(page: Page, values: ReadonlySet<string>): Promise<string[]> {
  return (await textsOf(page)).map(({ text, at }) => ({ left: missedIn(text, values), text, at })).filter(({ left }) => left !== '').map(({ left, text, at }) => `"${left}" in "${text.trim()}" of ${at}`);
}

async function openSections(page: Page): Promise<void> {
  const closed = page.locator('.section-toggle[aria-expanded=false]:visible');
  while (await closed.count() > 0) await closed.first().click();
}

/** What sticks out of the page on the right; what scrolls in a frame of its own does not. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1 && element.closest('.visually-hidden, .table-frame, pre') === null)
    .map((element) => `${[element.localName, ...element.classList].join('.')}: ${element.textContent}`));
}

const { connection, resolved, card, validation } = panelState();
const find: Partial<PanelState> = { lists: LOADED, form: {
  ...FORM, tags: [{ key: 'aws:cost', value: '1' }], role: { mode: 'find', found: '', typed: '' }, artifactBucket: 'No', fallbackTypes: ['ml.g5.12xlarge', 'ml.g7e.2xlarge', 'ml.g6e.2xlarge'], provisionTimeoutS: 1,
  vpc: { mode: 'find', vpcId: 'vpc-0aa', subnets: ['subnet-0c3'], securityGroups: [], typedSubnets: '', typedSecurityGroups: '' }, key: { mode: 'find', found: '', typed: '' },
  environment: { '1A': 'b' }, volumeSizeGB: 9999, downloadTimeoutS: 1, startupTimeoutS: 1, instanceCount: 0, endpointName: 'a_b', variantName: '', inferenceAmi: 'of-ours',
} };

/** The form as it may be met. Where `submit` is set, what is wrong is said at the fields. */
const forms: Readonly<Record<string, { readonly state: PanelState; readonly submit?: boolean }>> = {
  'as it begins': { state: blocked() },
  'every field wrong': { state: panelState(find), submit: true },
  'ids that are typed, lists that are refused': { submit: true, state: panelState({
    form: { ...FORM, role: { mode: 'input', found: '', typed: 'x1' }, key: { mode: 'input', found: '', typed: 'x2' }, vpc: { mode: 'input', vpcId: '', subnets: [], securityGroups: [], typedSubnets: 'x3', typedSecurityGroups: '' }, endpointName: '' },
    recent: { roles: ['arn:aws:iam::123456789012:role/Owls'], keys: ['alias/models1'], buckets: [], vpcs: [{ subnets: ['subnet-0a1'], securityGroups: ['sg-0a1'] }] },
    lists: { ...LOADED, roles: { status: 'denied', action: 'iam:ListRoles', message: '' }, keys: { status: 'failed', message: 'KMS did not answer.' }, vpcs: { status: 'loading' } },
  }) },
  'a type without quota, a config for others, fields left to the spec': { state: panelState({
    form: { ...FORM, instanceType: 'ml.g7e.2xlarge', inferenceConfig: 'lmi' },
    resolved: { ...resolved, hasVolume: true, nearest: { type: 'ml.g6e.2xlarge', change: {} }, changes: 'With ml.g7e.2xlarge: nothing else changes.', isolationSpec: null, defaultRole: { arn: undefined, reason: 'There is none.' }, environment: Object.fromEntries(Array.from({ length: 85 }, (_, i) => [`OPTION_${i}`, String(i)])) },
    price: { status: 'unknown', reason: 'You may not call pricing:GetProducts.' }, checks: [], calls: [],
  }) },
  'a licence, ticks and banners': { submit: true, state: { ...gated(), card: { ...card, marketplace: true, usageMessage: 'For research only.', vulnerabilities: ['CVE-2026-1'], hub: 'hub-1', hasNotebook: true }, validation: { ...validation, eulaNeeded: true, deprecated: true, vulnerable: true } } },
  'a model to be packed': { state: apart(), submit: true },
  'a model without types': { state: panelState({ resolved: { ...resolved, namesInstanceTypes: false, instanceTypes: [], configs: [] } }) },
  'nobody signed in': { state: panelState({ connection: { ...connection, status: 'signedOut', emulated: true }, origins: { role: 'from the setting jumpstartDeploy.defaultRole' }, resolved: { ...resolved, defaultRole: null } }) },
  'an expired sign-in': { state: panelState({ connection: { ...connection, status: 'expired' } }) },
  'a sign-in that failed': { state: panelState({ connection: { ...connection, status: 'failed', problem: 'There is no such profile.' } }) },
  'a running deployment': { state: running() },
  'one that is being cancelled': { state: running({ phase: 'cancelling' }) },
  'one that failed': { state: failed() },
  'one whose endpoint failed': { state: running({ phase: 'failed', endpoint: 'there', copies: 's3://acme-models/1', paused: 'Nobody is signed in.' }) },
  'one that is in service': { state: inService() },
  'one in the emulator': { state: { ...inService(), connection: { ...connection, emulated: true } } },
};

describe('the pages in another language', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  for (const [name, { state: plain, submit }] of Object.entries(forms)) {
    it(`have no word past the translation: the form, ${name}`, async () => {
      const { state, values } = hosted(plain);
      const page = await harness.open({ state, words });
      await openSections(page);
      if (submit === true) await page.locator('.footer-row > vscode-button').click();
      for (const box of await page.locator('.combobox-input:visible').all()) {
        await box.click();
        assert.deepEqual(await missed(page, values), []);
      }
      assert.deepEqual(await missed(page, values), []);
    });
  }

  const options: Pick<OpenOptions, 'words'> = { words };
  const endpoints = { 'in use': endpointState(), 'never used': neverUsed(), failed: failedEndpoint(), gone: gone(), loading: endpointState({ endpoint: 'loading' }) };
  for (const [name, plain] of Object.entries(endpoints)) {
    it(`have no word past the translation: an endpoint, ${name}`, async () => {
      const { state, values } = hosted(plain);
      const page = await harness.openEndpoint(state, options);
      await page.locator('.metrics-bar > button').first().dispatchEvent('click');
      assert.deepEqual(await missed(page, values), []);
    });
  }

  const tries = {
    'before anything was sent': tryState(), 'a text': spoken(), 'while it is written': writing(), pictures: pictured(), boxes: framed(), segments: segmented(), classes: classified(), vectors: embedded(), records: recorded(),
    'a forecast': forecasted(), 'something else': unread(), 'a container that failed': refused(), 'an expired sign-in': expired(), 'no endpoint': unreachable(),
  };
  for (const [name, plain] of Object.entries(tries)) {
    it(`have no word past the translation: an endpoint is tried, ${name}`, async () => {
      const { state, values } = hosted(plain);
      const page = await harness.openTry(state, options);
      assert.deepEqual(await missed(page, values), []);
    });
  }

  describe('whose words are longer, fit 300 pixels', () => {
    const long: Omit<OpenOptions, 'state'> = { words: inWords(longer), width: 300 };
    for (const [name, { state, submit }] of Object.entries(forms)) {
      it(`the form, ${name}`, async () => {
        const page = await harness.open({ state, ...long });
        await openSections(page);
        if (submit === true) await page.locator('.footer-row > vscode-button').click();
        assert.deepEqual(await sticksOut(page), []);
      });
    }
    it('an endpoint', async () => { assert.deepEqual(await sticksOut(await harness.openEndpoint(endpointState(), long)), []); });
    it('an endpoint that is tried', async () => { assert.deepEqual(await sticksOut(await harness.openTry(spoken(), long)), []); });
  });
});
