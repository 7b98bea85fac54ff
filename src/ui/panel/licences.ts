import type { ModelSource } from '../../catalog/ports.js';
import { type Resolution, isPackage } from '../../deploy/plan.js';
import type { EulaView } from '../../shared/protocol.js';
import { messageOf } from '../../shared/serviceError.js';

type Text = { readonly text: string } | { readonly problem: string } | 'loading';

/** The keys of the licence texts that a resolution asks to be accepted. */
export function licenceKeys({ eulaKeys }: Pick<Resolution, 'eulaKeys'>): readonly string[] {
  return eulaKeys;
}

/** Licence texts of the public bucket, fetched when they are first needed. */
export class Licences {
  private readonly texts = new Map<string, Text>();
  /** The keys of the texts that were accepted. */
  private acceptedFor = '';

  constructor(private readonly catalogue: () => ModelSource, private readonly changed: () => void) {}

  /** Null where nothing has to be accepted. */
  view(resolution: Resolution): EulaView | null {
    if (!resolution.gated || isPackage(resolution)) return null;
    return { texts: resolution.eulaKeys.map((key) => {
      const held = this.text(key);
      const name = key.split('/').at(-1) ?? key;
      if (held === 'loading') return { name, text: null, problem: null };
      return 'text' in held ? { name, text: held.text, problem: null } : { name, text: null, problem: held.problem };
    }) };
  }

  /** The form was filled in anew: what it accepts counts for the texts that hold for it. */
  begin(acceptEula: boolean, resolution: Resolution | undefined): void {
    this.acceptedFor = acceptEula && resolution ? licenceKeys(resolution).join(' ') : '';
  }

  /** An acceptance holds for the texts that were shown; where other texts apply, it has to be given again. */
  stillAccepted(acceptEula: boolean, resolution: Resolution | undefined): boolean {
    const others = resolution ? licenceKeys(resolution).join(' ') : '';
    const still = acceptEula && (this.acceptedFor === '' || this.acceptedFor === others);
    this.acceptedFor = still ? others : '';
    return still;
  }

  private text(key: string): Text {
    const catalogue = this.catalogue();
    const id = `${catalogue.region} ${key}`;
    const held = this.texts.get(id);
    if (held) return held;
    this.texts.set(id, 'loading');
    catalogue.text(key).then(
      (text) => { this.texts.set(id, { text }); },
      (error: unknown) => { this.texts.set(id, { problem: messageOf(error) }); },
    ).finally(this.changed);
    return 'loading';
  }
}
