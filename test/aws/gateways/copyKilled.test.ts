// A copy of gigabytes whose process is killed, and the one that takes it up again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Connection } from '../../../src/aws/connection.js';
import { s3Client } from '../../../src/aws/services/s3.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { JsonObject } from '../../../src/shared/json.js';
import { REGION, gatewaysTo } from './support.js';

const FROM = `sagemaker-${REGION}-111122223333`;
const MINE = 'ml-models-111122223333';
const FILES = 200;
const SMALL = 16_000_000;
/** More than S3 copies in one request. */
const LARGE = 6_000_000_000;

describe('a copy whose process is killed', function () {
  this.timeout(60_000);
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator({ region: REGION });
    const authorization = `AWS4-HMAC-SHA256 Credential=a/20260101/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=00`;
    const declare = (name: string, size: number) => fetch(`${emulator.url}/${FROM}/weights/${name}`, { method: 'PUT', headers: { authorization, 'x-emulator-declared-size': String(size) } });
    await declare('0-large.safetensors', LARGE);
    for (let i = 1; i < FILES; i += 1) await declare(`part-${String(i).padStart(3, '0')}`, SMALL);
  });
  after(() => emulator.stop());

  const INPUT: JsonObject = { Source: { Bucket: FROM, Key: 'weights/' }, Destination: { Bucket: MINE, Key: 'jumpstart/killed/1/' } };
  const done = (operation: string, since = 0) => emulator.calls.slice(since).filter((call) => call.operation === operation && call.status === 200).length;
  async function objects(bucket: string, prefix: string): Promise<Map<string, number>> {
    const connection = new Connection({ profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    const { Contents = [] } = await s3Client(connection).send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    connection.dispose();
    return new Map(Contents.map(({ Key = '', Size = 0 }) => [Key.slice(prefix.length), Size]));
  }

  it('is taken up where it stood: nothing that was finished is copied again, and the result is complete', async () => {
    emulator.setFaults([{ kind: 'delay', operation: 'CopyObject', delayMs: 25 }]);
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/copyOnce.ts', emulator.url, REGION, JSON.stringify(INPUT)], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (done('CopyObject') < 60 && child.exitCode === null) await pause(5);
    child.kill('SIGKILL');
    assert.deepEqual((await ended).slice(0, 2), [null, 'SIGKILL'], 'it was still copying');
    emulator.setFaults([]);
    // what was on its way when the process died still arrives
    await pause(300);
    const finished = await objects(MINE, 'jumpstart/killed/1/');
    assert.ok(finished.size >= 60 && finished.size < FILES, `${finished.size} of ${FILES} files were finished`);

    const since = emulator.calls.length;
    const gateways = gatewaysTo(emulator.url);
    await gateways.deploy.execute({ id: 'copy', service: 's3', operation: 'CopyArtifacts', input: INPUT }, {});
    gateways.dispose();
    const large = finished.has('0-large.safetensors');
    assert.equal(done('CopyObject', since), FILES - 1 - (finished.size - (large ? 1 : 0)));
    assert.equal(done('UploadPartCopy', since), large ? 0 : Math.ceil(LARGE / (512 * 1024 * 1024)));
    assert.deepEqual(await objects(MINE, 'jumpstart/killed/1/'), await objects(FROM, 'weights/'));
    assert.equal([...(await objects(MINE, 'jumpstart/killed/1/')).values()].reduce((sum, size) => sum + size, 0), LARGE + (FILES - 1) * SMALL);
  });
});
