import assert from 'node:assert/strict';
import { OPEN, Tab } from '../support/tab.js';

describe('a model tab that a link opens', () => {
  const said = (tab: Tab): string => tab.state.notice ?? assert.fail('nothing is said of the link');

  it('says so, also where the link chose nothing, until that was read', async () => {
    const tab = await Tab.open(OPEN);
    assert.equal(tab.state.notice, null);
    await tab.session.take({ model: OPEN });
    assert.equal(said(tab), 'Opened from a link. Check the form before you deploy.');
    tab.session.dismissNotice();
    assert.equal(tab.state.notice, null);
  });

  it('has version and instance type of the link, and keeps what else was entered', async () => {
    const tab = await Tab.open(OPEN);
    const form = tab.state.form ?? assert.fail();
    await tab.session.edit({ ...form, endpointName: 'mine', instanceCount: 2 }, 3);
    const type = (await tab.settled()).resolved.instanceTypes.find((row) => row.unavailable === null && row.type !== form.instanceType)?.type ?? assert.fail();
    await tab.session.take({ model: OPEN, instance: type });
    assert.deepEqual([tab.handed()?.instanceType, tab.handed()?.endpointName, tab.handed()?.instanceCount, tab.state.revision], [type, 'mine', 2, 3]);
    assert.equal(said(tab), `Opened from a link. It chose ${type}; check it before you deploy.`);
    await tab.session.take({ model: OPEN, version: '2.0.0' });
    assert.equal(tab.handed()?.modelVersion, '2.0.0');
    assert.match(said(tab), /It chose version 2\.0\.0;/);
  });

  it('says what of the link there is not, and stays with what there is', async () => {
    const tab = await Tab.open(OPEN);
    const { modelVersion, instanceType } = tab.state.form ?? assert.fail();
    await tab.session.take({ model: OPEN, version: '99.0.0', instance: 'ml.none.huge' });
    assert.deepEqual([tab.handed()?.modelVersion, tab.handed()?.instanceType], [modelVersion, instanceType]);
    assert.equal(said(tab), 'Opened from a link. Check the form before you deploy. '
      + `The link asks for version 99.0.0, which this model does not have here; version ${modelVersion} stays. `
      + `The link asks for ml.none.huge, which is not among the instance types of this version; ${instanceType} stays.`);
  });
});
