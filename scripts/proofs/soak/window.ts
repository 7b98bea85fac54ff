// A window: the real deployments, removals, journal and gateways, in virtual time. Its parent is the user.
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../../src/aws/clock.js';
import { Files } from '../../../src/aws/files.js';
import { connect } from '../../../src/aws/gateways.js';
import { Deployments } from '../../../src/deploy/deployments.js';
import type { Clock, DeployPort } from '../../../src/deploy/ports.js';
import { endpointNameOf } from '../../../src/deploy/record.js';
import { Runner } from '../../../src/deploy/runner.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { planRemoval } from '../../../src/endpoints/removalPlan.js';
import { remove } from '../../../src/endpoints/removal.js';
import { Removals } from '../../../src/endpoints/removals.js';
import { isServiceError, messageOf } from '../../../src/shared/serviceError.js';
import { REGION, TARGET } from '../lifecycle/plans.js';
import { figures } from './measure.js';
import type { FromWindow, Orders, Pace, ToWindow } from './talk.js';

/** As the extension looks at what AWS does, in virtual milliseconds. */
const [LOOK_MS, REMOVAL_LOOK_MS] = [15_000, 5000];

const virtual = ({ since, scale }: Pace, real: number): number => since + (real - since) * scale;

function clockOf(pace: Pace): Clock {
  return { now: () => new Date(virtual(pace, Date.now())), sleep: (ms, signal) => systemClock.sleep(ms / pace.scale, signal) };
}

/** The emulator's dates are real ones, and are compared with this window's clock. */
function dated(port: DeployPort, pace: Pace): DeployPort {
  return {
    execute: (...args) => port.execute(...args), remove: (...args) => port.remove(...args), abandon: (...args) => port.abandon(...args),
    describe: async (...args) => {
      const found = await port.describe(...args);
      return found && { ...found, createdAt: new Date(virtual(pace, found.createdAt.getTime())) };
    },
  };
}

/** Resolves when the message is on its way, whatever becomes of this process. */
function tell(message: FromWindow): Promise<void> {
  return new Promise((sent) => { if (process.send) process.send(message, undefined, undefined, () => { sent(); }); else sent(); });
}

class SoakWindow {
  private readonly deployments: Deployments;
  private readonly removals: Removals;
  private readonly gateways: Gateways;

  constructor(orders: Orders) {
    this.gateways = connect({ profile: undefined, region: REGION, endpointUrl: orders.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    const clock = clockOf(orders);
    const journal = { store: new Files(orders.folder), clock, owner: orders.owner, newId: randomUUID, warn: () => undefined, failed: () => undefined };
    const deploy = dated(this.gateways.deploy, orders);
    this.deployments = new Deployments({
      ...journal, portFor: () => Promise.resolve(deploy), loadRunner: () => Promise.resolve({ Runner }), lookFor: (_, port) => (name, signal) => port.describe('endpoint', name, signal),
      pollMs: () => LOOK_MS, asksAgain: (_, error) => !isServiceError(error, 'signIn'),
    });
    this.removals = new Removals({
      ...journal, portsFor: () => Promise.resolve({ ...this.gateways, parkedOn: () => [] }), loadRemoval: () => Promise.resolve({ remove }), pollMs: () => REMOVAL_LOOK_MS,
      settled: ({ endpointName }, { removed, left }) => tell({ removed: endpointName, gone: removed, left }),
    });
  }

  async handle(message: Exclude<ToWindow, { begin: Orders }>): Promise<void> {
    if ('deploy' in message) await this.deployments.start(message.deploy);
    else if ('cancel' in message) await this.cancel(message.cancel);
    else if ('remove' in message) await this.remove(message.remove);
    else if ('resume' in message) await this.resume();
    else await tell({ figures: await figures() });
  }

  async resume(): Promise<void> {
    await Promise.all([this.deployments.resume(), this.removals.resume()]);
  }

  private async cancel(endpointName: string): Promise<void> {
    const record = this.deployments.list().find((each) => endpointNameOf(each) === endpointName);
    if (record) await this.deployments.cancel(record.id);
  }

  private async remove(endpointName: string): Promise<void> {
    try {
      const { endpointCreatedAt, goes } = await planRemoval({ ...this.gateways, parkedOn: () => [] }, endpointName);
      await this.removals.start({ target: TARGET, endpointName, endpointCreatedAt, goes, park: undefined });
    } catch (error) {
      await tell({ refused: endpointName, why: messageOf(error) });
    }
  }
}

function serve(): void {
  let window: SoakWindow | undefined;
  process.once('disconnect', () => process.exit(0));
  process.on('message', (message: ToWindow) => {
    if (!('begin' in message)) { void window?.handle(message); return; }
    window = new SoakWindow(message.begin);
    void window.resume().then(() => tell({ ready: true }));
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) serve();
