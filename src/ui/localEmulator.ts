import { Emitter } from '../shared/emitter.js';
import { t } from '../shared/l10n.js';
import { ServiceError, messageOf } from '../shared/serviceError.js';
import type { LocalEmulatorSource } from './connection.js';

export interface RunningEmulator {
  readonly url: string;
  stop(): Promise<void>;
}

export interface EmulatorStart {
  readonly region: string;
  readonly port?: number;
  readonly stateFile: string;
  readonly timeScale: number;
  readonly warn: (sentence: string) => void;
}

/** VS Code's Memento, as far as it is needed. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface LocalEmulatorOptions {
  readonly load: () => Promise<(options: EmulatorStart) => Promise<RunningEmulator>>;
  readonly isEmulator: (url: string) => Promise<boolean>;
  readonly memory: Memory;
  readonly stateFile: string;
  readonly warn: (sentence: string) => void;
}

const ACTIVE = 'jumpstartDeploy.emulator.active';
const PORT = 'jumpstartDeploy.emulator.port';
/** An endpoint that takes six minutes in AWS is there after a good quarter of a minute. */
const TIME_SCALE = 20;

/** The emulator inside this window. It is started when first needed and keeps its port, so that what was deployed is found again. */
export class LocalEmulator implements LocalEmulatorSource {
  private running: Promise<RunningEmulator> | undefined;
  private readonly changed = new Emitter<undefined>();
  readonly onChange = this.changed.on;

  constructor(private readonly options: LocalEmulatorOptions) {}

  get active(): boolean { return this.options.memory.get(ACTIVE) === true; }

  async setActive(active: boolean): Promise<void> {
    await this.options.memory.update(ACTIVE, active);
    this.changed.fire(undefined);
  }

  /** @throws ServiceError where it cannot be started */
  async start(region: string): Promise<string> {
    if (!this.running) {
      const shared = await this.ofAnotherWindow();
      if (shared !== undefined) return shared;
    }
    this.running ??= this.launch(region).catch((error: unknown) => {
      this.running = undefined;
      throw new ServiceError('unexpected', t('The emulator could not be started: {0}', messageOf(error)), { cause: error });
    });
    return (await this.running).url;
  }

  async revive(url: string, region: string): Promise<string | undefined> {
    return portOf(url) === this.port ? this.start(region) : undefined;
  }

  async dispose(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await (await running?.catch(() => undefined))?.stop();
  }

  private get port(): number | undefined {
    const port = this.options.memory.get(PORT);
    return typeof port === 'number' ? port : undefined;
  }

  /** Windows share one emulator, as they would share one account. */
  private async ofAnotherWindow(): Promise<string | undefined> {
    if (this.port === undefined) return undefined;
    const url = `http://127.0.0.1:${this.port}`;
    return await this.options.isEmulator(url) ? url : undefined;
  }

  private async launch(region: string): Promise<RunningEmulator> {
    const start = await this.options.load();
    const common = { region, stateFile: this.options.stateFile, timeScale: TIME_SCALE, warn: this.options.warn };
    const { port } = this;
    const started = await (port === undefined ? start(common) : start({ ...common, port }).catch(() => start(common)));
    const got = portOf(started.url);
    if (got !== port) await this.options.memory.update(PORT, got);
    return started;
  }
}

function portOf(url: string): number | undefined {
  return URL.canParse(url) ? Number(new URL(url).port) : undefined;
}
