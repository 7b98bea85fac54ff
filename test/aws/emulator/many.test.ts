import { paginateDescribeSubnets, paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { paginateListRoles } from '@aws-sdk/client-iam';
import { paginateListAliases } from '@aws-sdk/client-kms';
import { paginateListBuckets } from '@aws-sdk/client-s3';
import { ListHubContentsCommand } from '@aws-sdk/client-sagemaker';
import assert from 'node:assert/strict';
import { clientsOf, emulatorForSuite } from './support.js';

describe('emulator: an account with very much in it', () => {
  const emulator = emulatorForSuite({ big: true });

  it('lists it in pages, also after the states were put back', async () => {
    const { iam, ec2, kms, s3 } = clientsOf(emulator.current);
    emulator.current.setStates([]);
    const count = async <T>(pages: AsyncIterable<T>, of: (page: T) => unknown[] | undefined): Promise<[number, number]> => {
      let [sum, number] = [0, 0];
      for await (const page of pages) { sum += of(page)?.length ?? 0; number++; }
      return [sum, number];
    };
    assert.deepEqual(await count(paginateListRoles({ client: iam }, {}), (page) => page.Roles), [1009, 11]);
    assert.deepEqual(await count(paginateDescribeVpcs({ client: ec2, pageSize: 20 }, {}), (page) => page.Vpcs), [55, 3]);
    assert.deepEqual(await count(paginateDescribeSubnets({ client: ec2, pageSize: 100 }, {}), (page) => page.Subnets), [312, 4]);
    assert.deepEqual(await count(paginateListAliases({ client: kms }, {}), (page) => page.Aliases), [407, 9]);
    assert.deepEqual(await count(paginateListBuckets({ client: s3, pageSize: 200 }, {}), (page) => page.Buckets), [504, 3]);
  });
});

describe('emulator: a catalogue as long as the real one', () => {
  const emulator = emulatorForSuite({ fillerModels: 1000 });

  it('has a page of the hub at once', async () => {
    const { sagemaker } = clientsOf(emulator.current);
    const start = performance.now();
    const { HubContentSummaries: models } = await sagemaker.send(new ListHubContentsCommand({ HubName: 'SageMakerPublicHub', HubContentType: 'Model', MaxResults: 100 }));
    const ms = performance.now() - start;
    assert.equal(models?.length, 100);
    // comparing each of the 28,000 versions with all others takes about 8 s
    assert(ms < 2000, `${Math.round(ms)} ms`);
  });
});
