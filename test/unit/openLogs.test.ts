import assert from 'node:assert/strict';
import { type OpenLog, OpenLogs, placeInUri } from '../../src/ui/openLogs.js';

describe('the open container logs', () => {
  function begun(): { logs: OpenLogs; log: OpenLog } {
    const logs = new OpenLogs();
    const log = logs.begin('a');
    assert.ok(log);
    return { logs, log };
  }

  it('go on while their editor comes up, whatever other tabs do meanwhile', () => {
    const { logs, log } = begun();
    logs.seen(new Set(['other']));
    assert.equal(log.stop.signal.aborted, false);
    assert.equal(logs.get('a'), log);
  });

  it('stop when their editor was closed, and can be opened again', () => {
    const { logs, log } = begun();
    logs.seen(new Set(['a']));
    logs.seen(new Set());
    assert.equal(log.stop.signal.aborted, true);
    assert.ok(logs.begin('a'));
  });

  it('are followed once each', () => {
    const { logs } = begun();
    assert.equal(logs.begin('a'), undefined);
    assert.ok(logs.begin('b'));
  });

  it('are followed afresh where following them failed, in the editor that is there', () => {
    const { logs, log } = begun();
    logs.seen(new Set(['a']));
    log.lines.push('old');
    log.failed = true;
    const again = logs.begin('a');
    assert.deepEqual([again?.lines, again?.failed, logs.get('a') === again], [[], false, true]);
    logs.seen(new Set());
    assert.equal(again?.stop.signal.aborted, true);
  });

  it('stop where their editor could not be shown, and with the window', () => {
    const { logs, log } = begun();
    const other = logs.begin('b');
    logs.close('a');
    logs.dispose();
    assert.deepEqual([log.stop.signal.aborted, other?.stop.signal.aborted, logs.get('b')], [true, true, undefined]);
  });

  it('are told apart by region, profile and address as well as by name', () => {
    const here = { region: 'us-west-2', profile: undefined, endpointUrl: undefined, emulated: false };
    const others = [here, { ...here, region: 'eu-west-1' }, { ...here, profile: 'work' }, { ...here, endpointUrl: 'http://127.0.0.1:1', emulated: true }];
    const places = others.map((settings) => placeInUri('e', settings)).map(({ path, query }) => `${path}?${query}`);
    assert.equal(new Set(places).size, others.length);
    assert.match(places[0] ?? '', /^\/us-west-2\/e\.log\?/);
  });
});
