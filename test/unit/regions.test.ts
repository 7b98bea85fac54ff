import assert from 'node:assert/strict';
import { JUMPSTART_REGIONS, contentBucket, contentUrl, dnsSuffix, isJumpStartRegion, neoBucket, partitionOf, privateBucket } from '../../src/catalog/regions.js';

describe('regions', () => {
  it('are the 44 where JumpStart is', () => {
    assert.equal(JUMPSTART_REGIONS.length, 44);
    assert.equal(new Set(JUMPSTART_REGIONS).size, 44);
    for (const region of ['us-east-1', 'cn-northwest-1', 'us-gov-west-1', 'eusc-de-east-1', 'ap-southeast-7']) assert.ok(isJumpStartRegion(region), region);
    for (const region of ['', 'us-east-3', 'US-EAST-1', 'us-east-1 ', 'constructor']) assert.ok(!isJumpStartRegion(region), region);
  });

  const partitions: [string, string, string][] = [
    ['us-west-2', 'aws', 'amazonaws.com'], ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'], ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com'],
    ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'], ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'], ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
    ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'], ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'], ['eu-west-1', 'aws', 'amazonaws.com'],
  ];
  for (const [region, partition, suffix] of partitions) {
    it(`${region} is in ${partition}, under ${suffix}`, () => assert.deepEqual([partitionOf(region), dnsSuffix(region)], [partition, suffix]));
  }

  it('name their buckets', () => {
    assert.equal(contentBucket('eu-west-1'), 'jumpstart-cache-prod-eu-west-1');
    assert.equal(privateBucket('eu-west-1'), 'jumpstart-private-cache-prod-eu-west-1');
    assert.equal(neoBucket('eu-west-1'), 'sagemaker-sd-models-prod-eu-west-1');
    assert.equal(neoBucket('eu-central-2'), undefined);
    assert.equal(JUMPSTART_REGIONS.filter((r) => neoBucket(r) !== undefined).length, 17);
  });

  it('give an object of the content bucket an address, escaped', () => {
    assert.equal(contentUrl('cn-north-1', 'a b/c+d#e?f%2e.json'), 'https://jumpstart-cache-prod-cn-north-1.s3.cn-north-1.amazonaws.com.cn/a%20b/c%2Bd%23e%3Ff%252e.json');
    assert.equal(new URL(contentUrl('us-east-1', 'models_manifest.json')).pathname, '/models_manifest.json');
  });
});
