import { deepEqual, equal } from 'node:assert/strict';
import { english, speak, t, translated } from '../../src/shared/l10n.js';

describe('The words of the user\'s language', () => {
  afterEach(() => { speak(undefined); });

  it('are the English sentence where there is no other', () => {
    equal(t('{0} of {1}', 1, 'many'), '1 of many');
    speak({ 'Something else': 'Etwas anderes' });
    equal(t('{0} of {1}', 1, 'many'), '1 of many');
  });

  it('are looked up by the English sentence, and the values may change places', () => {
    speak({ '{0} of {1}': 'von {1} {0}' });
    equal(t('{0} of {1}', 1, 'many'), 'von many 1');
  });

  it('leave what a value holds as it is, and a place without a value too', () => {
    deepEqual([t('{0} and {1}', '{1}', '$&'), t('{0} and {1}', 'one')], ['{1} and $&', 'one and {1}']);
  });

  it('stay English where they are kept, until they are shown', () => {
    speak({ Other: 'Sonstige' });
    deepEqual([english('Other'), translated(english('Other')), translated('unknown')], ['Other', 'Sonstige', 'unknown']);
  });

  it('are none that every object has', () => {
    speak({});
    equal(t('constructor'), 'constructor');
  });
});
