// Links from anywhere: whatever address somebody is made to click. It is refused in a sentence, or it chooses in a form what could be
// chosen there by hand.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readLink } from '../../../src/shared/deepLink.js';
import { readForm } from '../../../src/ui/panel/readForm.js';
import { POISON, text } from '../../fixtures/hostile.js';
import { link, parsedLink } from '../../fixtures/links.js';
import { OPEN, Tab } from '../../support/tab.js';
import { announced, holds } from '../../support/fuzz.js';

const TYPED: Readonly<Record<string, RegExp>> = { model: /^(?:[A-Za-z0-9][A-Za-z0-9-]*\/)?[A-Za-z0-9][\w.-]*$/, version: /^[A-Za-z0-9][\w.+-]*$/, instance: /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/, region: /^[a-z-]+-\d$/ };

describe('fuzz: links', function () {
  announced(this);

  it('a link is refused in a sentence, or names what could be typed', () => holds(link(OPEN), (address) => {
    const { path, query } = parsedLink(address);
    const read = readLink(path, query);
    if ('refusal' in read) { assert.match(read.refusal, /^[A-Z"][\x20-\x7e…]{9,180}\.$/); return; }
    assert.equal(path, '/deploy');
    for (const [name, value] of Object.entries(read.link)) assert.match(String(value), TYPED[name] ?? assert.fail(name));
    for (const name of POISON) assert.ok(!Object.hasOwn(read.link, name));
  }));

  it('what a link chooses could be chosen by hand; nothing is created', () => holds(fc.tuple(fc.array(link(OPEN), { minLength: 1, maxLength: 3 }), fc.record({ model: fc.constant(OPEN), version: text, instance: text }, { requiredKeys: ['model'] })), async ([addresses, unread]) => {
    const tab = await Tab.open(OPEN);
    const { modelVersion: version, instanceType } = tab.draft() ?? assert.fail();
    const links = addresses.map((address) => parsedLink(address)).map(({ path, query }) => readLink(path, query)).flatMap((read) => ('link' in read ? [read.link] : []));
    for (const each of [...links, unread]) {
      await tab.session.take(each);
      const { notice, form } = tab.state;
      const { instanceTypes } = tab.state.resolved;
      assert.match(notice ?? '', /^Opened from a link\. .*\.$/s);
      assert.ok(readForm(form), 'it is a form');
      assert.ok(form?.modelId === OPEN && ['2.1.0', '2.0.0', version].includes(form.modelVersion));
      assert.ok([instanceType, ...instanceTypes.map(({ type }) => type)].includes(form.instanceType), form.instanceType);
      assert.deepEqual([form.acceptEula, form.acceptDeprecated, form.acceptVulnerable], [false, false, false]);
    }
    assert.deepEqual([tab.aws.created, tab.deployments.list()], [[], []]);
  }, 0.3));
});
