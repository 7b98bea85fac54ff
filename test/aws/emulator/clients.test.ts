import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jsonServices } from '../../../src/emulator/services/index.js';
import { ensurePython } from '../../support/python.mjs';
import { skipBecause } from '../../support/skip.js';
import { emulatorForSuite } from './support.js';

const here = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);
/** Nothing of the machine's own AWS settings gets into a client of a test. */
const clean = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_DEFAULT_REGION: 'us-west-2', AWS_EC2_METADATA_DISABLED: 'true' };

describe('emulator: boto3', function () {
  this.timeout(300_000);
  const emulator = emulatorForSuite({ timeScale: 300 });
  let python: string | undefined;
  before(async function () {
    python = await ensurePython();
    if (python === undefined) skipBecause(this, 'no Python with boto3, and none could be made');
  });

  it('is served like AWS: pages, waiters, uploads in parts, streams, errors; every answer fits its model', async () => {
    assert(python !== undefined);
    const { stdout } = await run(python, [join(here, 'boto3_clients.py'), emulator.current.url], { env: clean });
    const { seen, misfits, checked } = JSON.parse(stdout) as { seen: Record<string, unknown>; misfits: string[]; checked: string[] };
    assert.deepEqual(misfits, []);
    assert(checked.length >= 40, checked.join(' '));
    const { version, quotas, parts, ...rest } = seen;
    assert(Number(quotas) > 1600);
    assert(parts === undefined || Number(parts) > 3, String(version));
    assert.deepEqual(rest, {
      caller: 'arn:aws:sts::111122223333:assumed-role/DataScientist/dev', roles: 9, trust: { Service: 'sagemaker.amazonaws.com' }, subnets: [5, 5, 2],
      aliases: ['alias/ml-endpoints', 'alias/ml-retired', 'alias/aws/s3', 'alias/release-signing', 'alias/ml-leaving', 'alias/ml-import', 'alias/aws/sagemaker'], uploaded: 20_000_000, keys: ['copy ü+.json', 'multi.bin'], elsewhere: 'us-west-2', private: 'AccessDenied',
      'early delete': 'ValidationException', status: 'InService', tagged: 3, log: 'AllTraffic', answer: ['labels', 'predicted_label', 'probabilities'], 'wrong type': 'ModelError', invoked: [2, 1], latency: true, utilised: true, metrics: ['Invocation4XXErrors', 'Invocation5XXErrors', 'InvocationModelErrors', 'Invocations', 'ModelLatency', 'OverheadLatency'], own: 6, 'AWS/': 'InvalidParameterValue', scaled: [1, 4, 12.5], 'scaling ended': 'ObjectNotFoundException', gone: 'ValidationException',
    });
  });

  it('validates with the constraints of the published models', async () => {
    assert(python !== undefined);
    const services = { SageMaker: 'sagemaker', TrentService: 'kms', ServiceQuotasV20190624: 'service-quotas', AWSPriceListService: 'pricing', ResourceGroupsTaggingAPI_20170126: 'resourcegroupstaggingapi', Logs_20140328: 'logs', GraniteServiceVersion20100801: 'cloudwatch', AnyScaleFrontendService: 'application-autoscaling' };
    for (const [target, service] of Object.entries(services)) {
      const operations = Object.fromEntries(Object.entries(jsonServices.get(target)?.operations ?? {}).flatMap(([name, operation]) => (operation.input === undefined ? [] : [[name, operation.input]])));
      const child = spawn(python, [join(here, 'constraints.py')], { env: clean, stdio: ['pipe', 'pipe', 'inherit'] });
      child.stdin.end(JSON.stringify({ service, operations }));
      const output: Buffer[] = [];
      child.stdout.on('data', (part: Buffer) => output.push(part));
      await once(child, 'close');
      const { version, differences, unknown, compared } = JSON.parse(Buffer.concat(output).toString()) as { version: string; differences: string[]; unknown: string[]; compared: number };
      assert(compared > 4, service);
      // an old boto3 does not know the newest members, and its enumerations are shorter
      const recent = version.localeCompare('1.43', undefined, { numeric: true }) >= 0;
      assert.deepEqual({ differences: recent ? differences : [], unknown: recent ? unknown : [] }, { differences: [], unknown: [] }, `${service}, botocore ${version}`);
    }
  });
});

describe('emulator: AWS CLI', function () {
  this.timeout(60_000);
  const emulator = emulatorForSuite();
  before(function () {
    try {
      execFileSync('aws', ['--version'], { stdio: 'ignore' });
    } catch {
      skipBecause(this, 'the AWS CLI is not installed');
    }
  });
  const aws = async (...args: string[]): Promise<string> => (await run('aws', ['--endpoint-url', emulator.current.url, '--output', 'json', ...args], { env: clean })).stdout;

  it('lists, copies and explains errors', async () => {
    const listed = JSON.parse(await aws('sagemaker', 'list-endpoints')) as { Endpoints: unknown[] };
    assert.equal(listed.Endpoints.length, 2);
    assert.match(await aws('s3', 'ls', 's3://jumpstart-cache-prod-us-west-2/'), /models_manifest\.json/);
    const folder = mkdtempSync(join(tmpdir(), 'emulator-cli-'));
    try {
      writeFileSync(join(folder, 'file.txt'), 'through the CLI');
      await aws('s3', 'cp', join(folder, 'file.txt'), 's3://ml-models-111122223333/cli/file.txt');
      assert.equal(await aws('s3', 'cp', 's3://ml-models-111122223333/cli/file.txt', '-'), 'through the CLI');
    } finally {
      rmSync(folder, { recursive: true });
    }
    await assert.rejects(aws('sagemaker', 'describe-endpoint', '--endpoint-name', 'gone'), /ValidationException.*Could not find endpoint/);
    assert.equal((JSON.parse(await aws('sts', 'get-caller-identity')) as { Account: string }).Account, '111122223333');
  });
});

describe('emulator: npm run emulator', function () {
  this.timeout(30_000);
  const root = join(here, '..', '..', '..');
  const start = (...args: string[]): ReturnType<typeof spawn> => spawn(process.execPath, ['--import', 'tsx', 'scripts/emulator.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });

  it('says where it listens, serves, and ends when told to', async () => {
    const child = start('--port', '0', '--region', 'eu-west-1', '--time-scale', '10');
    assert(child.stdout !== null);
    const lines = createInterface(child.stdout);
    const [line] = await once(lines, 'line') as [string];
    const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
    assert(url !== undefined, line);
    const about = await (await fetch(`${url}/_emulator`)).json() as Record<string, unknown>;
    assert.deepEqual([about['region'], about['timeScale']], ['eu-west-1', 10]);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual((await ended)[0], 0);
  });

  it('names a file of the catalogue that it cannot serve, and serves the rest', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-folder-'));
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ model_id: 'pytorch-ic-own', version: '1.0.0' }));
    writeFileSync(join(folder, 'b.json'), '{"model_id":');
    const child = start('--catalog', folder);
    try {
      assert(child.stdout !== null && child.stderr !== null);
      const [[said], [listening]] = await Promise.all([once(createInterface(child.stderr), 'line'), once(createInterface(child.stdout), 'line')]) as [[string], [string]];
      assert.match(said, /b\.json is passed over: it is not valid JSON/);
      assert.match(listening, /^listening on /);
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    }
  });

  for (const args of [['--colour', 'red'], ['--port', 'many'], ['--time-scale', '0'], ['--catalog', '/nowhere'], ['--faults', '/nowhere.json'], ['--region', 'here']]) {
    it(`refuses ${args.join(' ')} in one sentence`, async () => {
      const child = start(...args);
      let text = '';
      child.stderr?.on('data', (part: Buffer) => { text += part.toString(); });
      const [code] = await once(child, 'close') as [number];
      assert.equal(code, 2);
      assert.equal(text.trim().split('\n').length, 1, text);
      assert.match(text, /Use: npm run emulator/);
    });
  }
});
