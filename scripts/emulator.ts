// The emulator alone: npm run emulator -- [--port P] [--region R] [--catalog DIR] [--time-scale X] [--faults FILE] [--big]
// What can go wrong: --help, or GET /_emulator/states; one state at a time by PUT /_emulator/states [{"state": "keyDisabled", "on": "alias/ml-endpoints"}].
import { parseArgs } from 'node:util';
import { faultKinds } from '../src/emulator/core/faults.js';
import { isRegion } from '../src/emulator/core/regions.js';
import { stateKinds } from '../src/emulator/services/states/index.js';
import { startEmulator, type EmulatorOptions } from '../src/emulator/start.js';

const usage = 'Use: npm run emulator -- [--port P] [--region R] [--catalog DIR] [--time-scale X] [--faults FILE] [--state FILE] [--big] [--verbose] [--help].';

/** Ends the process with one sentence about what is wrong with the command line. */
function refuse(problem: string): never {
  process.stderr.write(`${problem} ${usage}\n`);
  process.exit(2);
}

/** Says how to use it and what can be made to go wrong. */
function help(): never {
  const states = Object.entries(stateKinds).map(([name, kind]) => `  ${name.padEnd(22)}${kind.help}`);
  process.stdout.write(`${[
    usage, '', 'Faults (--faults FILE, or PUT /_emulator/faults with [{"kind": …, "service": …, "operation": …, "times": …}]):', `  ${faultKinds.join(', ')}`, '',
    'States of the account (PUT /_emulator/states with [{"state": …, "actions": […], "on": …}]; each PUT starts from the seeded account, [] goes back to it):', ...states,
  ].join('\n')}\n`);
  process.exit(0);
}

function numberOf(name: string, text: string | undefined, valid: (n: number) => boolean): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !valid(value)) refuse(`--${name} ${text} is not a number that makes sense here.`);
  return value;
}

const onStandardError = (line: string): void => void process.stderr.write(`${line}\n`);

function options(): EmulatorOptions {
  try {
    const { values } = parseArgs({ options: {
      port: { type: 'string' }, region: { type: 'string' }, catalog: { type: 'string' }, 'time-scale': { type: 'string' }, faults: { type: 'string' }, state: { type: 'string' }, verbose: { type: 'boolean' }, big: { type: 'boolean' }, help: { type: 'boolean' },
    } });
    if (values.help === true) help();
    const port = numberOf('port', values.port, (n) => Number.isInteger(n) && n >= 0 && n <= 65_535);
    const timeScale = numberOf('time-scale', values['time-scale'], (n) => n > 0);
    if (values.region !== undefined && !isRegion(values.region)) refuse(`--region ${values.region} is not the name of a region.`);
    return {
      warn: onStandardError,
      ...(port === undefined ? {} : { port }), ...(timeScale === undefined ? {} : { timeScale }),
      ...(values.region === undefined ? {} : { region: values.region }), ...(values.catalog === undefined ? {} : { catalogDir: values.catalog }),
      ...(values.faults === undefined ? {} : { faultsFile: values.faults }), ...(values.state === undefined ? {} : { stateFile: values.state }),
      ...(values.big === true ? { big: true } : {}), ...(values.verbose === true ? { log: onStandardError } : {}),
    };
  } catch (error) {
    return refuse(`${(error instanceof Error ? error.message : String(error)).split('.')[0] ?? ''}.`);
  }
}

async function main(): Promise<void> {
  const emulator = await startEmulator(options()).catch((error: unknown) => refuse(error instanceof Error ? error.message : String(error)));
  process.stdout.write(`listening on ${emulator.url}\n`);
  const end = (): void => void emulator.stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

await main();
