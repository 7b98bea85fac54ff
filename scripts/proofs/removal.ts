// Deletes an endpoint in accounts at random (shared models and configs, instance pools, inference components, scaling, parked twins,
// copied files) and looks: nothing of it is left, nothing that something else needs is gone; also where it is broken off at any call,
// before or after it took effect, and carried out again.
import { accountOf, deleteVictim, wrongsOf } from '../../test/support/removalWorld.js';
import type { Outcome } from '../proof.js';
import { table } from '../table.js';

export interface Examined { readonly state: number; readonly traits: string; readonly resources: number; readonly breaks: number; readonly wrongs: readonly string[] }

export async function examine(seed: number): Promise<Examined> {
  const whole = accountOf(seed);
  const resources = whole.aws.inventory().length;
  const { calls } = await deleteVictim(whole);
  const wrongs = wrongsOf(whole);
  let breaks = 0;
  for (let at = 1; at <= calls; at++) {
    const account = accountOf(seed);
    const { broken } = await deleteVictim(account, at);
    if (broken) breaks++;
    wrongs.push(...wrongsOf(account).map((wrong) => `broken off at call ${at}: ${wrong}`));
    if (account.aws.inventory().join() !== whole.aws.inventory().join()) wrongs.push(`broken off at call ${at}: it ends otherwise`);
  }
  return { state: seed, traits: whole.traits.join(', '), resources, breaks, wrongs };
}

export async function prove(states = 100, seed = Date.now() % 1_000_000): Promise<Outcome> {
  console.log(`Seed ${seed}: states ${seed} to ${seed + states - 1}`);
  const seen: Examined[] = [];
  for (let i = 0; i < states; i++) seen.push(await examine(seed + i));
  console.log(table(['state', 'resources', 'broken off', 'traits', ''], seen.map(({ state, resources, breaks, traits, wrongs }) => [state, resources, breaks, traits, wrongs[0] ?? ''])));
  const failed = seen.filter(({ wrongs }) => wrongs.length > 0).length;
  console.log(`\n${seen.reduce((sum, { breaks }) => sum + breaks, 0)} removals were broken off and carried out again`);
  return { passed: states - failed, failed };
}
