import assert from 'node:assert/strict';
import { assert as check, constantFrom, property } from 'fast-check';
import { parseSpec } from '../../src/catalog/spec.js';
import { type AccessNeed, accessNeeds } from '../../src/deploy/access.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { type Answer, type Decision, missingOf } from '../../src/deploy/missing.js';
import { type Account, type DeploymentPlan, plan } from '../../src/deploy/plan.js';
import { type Grant, type PolicyPlace, documentsOf, grantsFor } from '../../src/deploy/policies.js';
import { withoutSession } from '../../src/shared/callerArn.js';
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import type { JsonObject } from '../../src/shared/json.js';
import * as anything from '../fixtures/arbitraries.js';
import * as specs from '../fixtures/specs.js';
import { type Request, allows } from '../support/policies.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const ACCEPT = { acceptEula: true, acceptDeprecated: true, acceptVulnerable: true };
const VPC: Partial<DeploymentForm> = { vpc: { ...EMPTY_FORM.vpc, mode: 'input', typedSubnets: 'subnet-1 subnet-2', typedSecurityGroups: 'sg-1' } };
/** Each with an artifact of its own. */
const POOLS: Partial<DeploymentForm> = { instanceType: 'ml.g5.xlarge', fallbackTypes: ['ml.inf2.xlarge'] };
const PLACES: readonly PolicyPlace[] = ['role', 'trust', 'endpoint', 'key', 'caller'];

function account(region = 'us-west-2', partition = 'aws'): Account {
  return { region, accountId: '111122223333', defaultRole: `arn:${partition}:iam::111122223333:role/Exec` };
}

const caller = (partition = 'aws'): string => `arn:${partition}:sts::111122223333:assumed-role/Data/jane@example.org`;

function planned(document: JsonObject, change: Partial<DeploymentForm> = {}, of = account()): DeploymentPlan {
  const spec = parseSpec(document);
  const result = plan(spec, { ...defaultForm(spec, of.region, NOW), endpointName: 'owl', ...ACCEPT, ...change }, of);
  if (!result.ok) assert.fail(JSON.stringify(result.refusals));
  return result.plan;
}

function needsOf(document: JsonObject, change: Partial<DeploymentForm> = {}, of = account()): readonly AccessNeed[] {
  return accessNeeds(planned(document, change, of), of);
}

const ids = (needs: readonly { id: string }[], principal: string): string[] => needs.filter(({ id }) => id.startsWith(`${principal}.`)).map(({ id }) => id.slice(principal.length + 1));
const need = (needs: readonly AccessNeed[], id: string): AccessNeed => needs.find((each) => each.id === id) ?? assert.fail(`no ${id} among ${needs.map((n) => n.id).join(', ')}`);
const literally = (text: string): string => text.replace(/\$\{([*?$])\}/g, '$1');

/** Every action on every resource, with the context that it carries. */
function requestsOf({ actions, resources, context }: AccessNeed): Request[] {
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource: literally(resource), context })));
}

/** What a grant is there for, as requests in its place. */
function purposes(grants: readonly Grant[], needs: readonly AccessNeed[], place: PolicyPlace, callerArn: string): readonly Request[] {
  switch (place) {
    case 'role': case 'caller': return needs.filter(({ principal }) => principal === place).flatMap(requestsOf);
    case 'key': return needs.filter(({ row }) => row === 'keyCaller' || row === 'keyRole').flatMap(({ actions, context, principal }) => actions.map((action) => (
      { action, resource: '*', context: { ...context, ...(principal === 'caller' ? { 'aws:PrincipalArn': withoutSession(callerArn) } : {}) } })));
    case 'trust': return [{ action: 'sts:AssumeRole', resource: '*', context: { 'aws:SourceAccount': '111122223333' } }];
    case 'endpoint': return grants.filter((g) => g.place === place).flatMap(({ statement }) => statement.Action.flatMap((action) => (statement.Resource ?? []).map((r) => ({ action, resource: literally(r), context: {} }))));
  }
}

/** With all statements everything that is needed is allowed; without any one of them something is not. */
function assertExact(of: DeploymentPlan, needs: readonly AccessNeed[], callerArn: string): void {
  const grants = grantsFor(of, needs, callerArn);
  for (const place of PLACES) {
    const statements = grants.filter((g) => g.place === place).map((g) => g.statement);
    const wanted = purposes(grants, needs, place, callerArn);
    // in a key's policy the principal tells the statements apart
    const judged = (some: typeof statements) => (place === 'key' ? (request: Request) => allows(some.filter((s) => ('aws:PrincipalArn' in request.context) === (s.Condition?.['ArnLike'] !== undefined)), request) : (request: Request) => allows(some, request));
    assert.deepEqual(wanted.filter((request) => !judged(statements)(request)), [], `${place}: not allowed`);
    for (const statement of statements) {
      const rest = statements.filter((each) => each !== statement);
      assert.ok(wanted.some((request) => !judged(rest)(request)), `${place}: ${statement.Sid} is not needed`);
    }
    const all = documentsOf(statements);
    assert.deepEqual(all.flatMap((d) => d.Statement.map((s) => s.Sid)).length, new Set(all.flatMap((d) => d.Statement.map((s) => s.Sid))).size, 'a Sid twice');
    for (const document of all) {
      assert.ok(JSON.stringify(document).length <= 6144, `${place}: ${JSON.stringify(document).length} characters`);
      for (const { Sid } of document.Statement) assert.match(Sid, /^[A-Za-z0-9]+$/);
    }
  }
}

describe('the rights that a deployment needs', () => {
  it('the plain case: neither VPC nor key nor bucket of one\'s own', () => {
    const needs = needsOf(specs.prefixCpu());
    assert.deepEqual(ids(needs, 'caller'), ['createModel', 'createEndpointConfig', 'createEndpoint', 'addTags', 'passRole', 'keepModel', 'keepEndpointConfig', 'keepEndpoint']);
    assert.deepEqual(ids(needs, 'role'), ['readJumpStart', 'listJumpStart', 'registryToken', 'pullImage', 'logs', 'metrics']);
    const arn = (kind: string): string => `arn:aws:sagemaker:us-west-2:111122223333:${kind}/jumpstart-owl`;
    assert.deepEqual(need(needs, 'caller.createEndpoint').resources, [arn('endpoint'), arn('endpoint-config')]);
    assert.deepEqual(need(needs, 'caller.passRole').context, { 'iam:PassedToService': 'sagemaker.amazonaws.com' });
    assert.deepEqual(need(needs, 'role.pullImage').resources, ['arn:aws:ecr:us-west-2:763104351884:repository/pytorch-inference']);
    assert.deepEqual(need(needs, 'role.readJumpStart').resources, ['arn:aws:s3:::jumpstart-cache-prod-us-west-2/pytorch-ic/pytorch-ic-lantern-small/artifacts/inference-prepack/v1.0.0/*']);
    assert.deepEqual(needs.filter((n) => n.public).map((n) => n.id), ['role.readJumpStart', 'role.listJumpStart']);
  });

  it('names are in lower case in SageMaker\'s ARNs, and as they are in the log group\'s', () => {
    const needs = needsOf(specs.prefixCpu(), { endpointName: 'Owl', usePrefix: false });
    assert.match(need(needs, 'caller.createModel').resources[0] ?? '', /model\/owl$/);
    assert.deepEqual(need(needs, 'role.logs').resources, ['arn:aws:logs:us-west-2:111122223333:log-group:/aws/sagemaker/Endpoints/Owl:*']);
  });

  it('an archive needs no listing; an image that is pinned by its digest is pulled from its repository', () => {
    assert.ok(!ids(needsOf(specs.tarGz()), 'role').some((id) => id.startsWith('list')));
    assert.match(need(needsOf(specs.digestImage()), 'role.pullImage').resources[0] ?? '', /:repository\/[^:@]+$/);
  });

  it('a gated model: nobody\'s role reads its bucket, and the draft model\'s is read', () => {
    const gated = needsOf(specs.gatedTarGz());
    assert.ok(!JSON.stringify(gated).includes('jumpstart-private'), 'a right in the private bucket');
    assert.match(need(needsOf(specs.neoDraft()), 'role.readArtifacts').resources.join(), /sagemaker-sd-models-prod-us-west-2/);
  });

  it('a Marketplace package brings image and artifact: the role needs none of their rights', () => {
    const needs = needsOf(specs.marketplace());
    assert.deepEqual(ids(needs, 'role'), ['logs', 'metrics']);
    assert.deepEqual(need(needs, 'caller.viewSubscriptions').resources, ['*']);
  });

  it('a copy: the caller reads the source and writes the copy, the role reads the copy', () => {
    const needs = needsOf(specs.prefixCpu(), { artifactBucket: 'our-models' });
    assert.deepEqual(needs.filter((n) => n.row === 'bucket').map((n) => [n.id, n.context, n.public]), [
      ['caller.listSource', { 's3:prefix': 'pytorch-ic/pytorch-ic-lantern-small/artifacts/inference-prepack/v1.0.0/' }, true], ['caller.readSource', {}, true],
      ['caller.listCopy', { 's3:prefix': 'jumpstart/pytorch-ic-lantern-small/2.1.0/' }, false], ['caller.writeCopy', {}, false],
    ]);
    assert.deepEqual(need(needs, 'role.readArtifacts').resources, ['arn:aws:s3:::our-models/jumpstart/pytorch-ic-lantern-small/2.1.0/*']);
    assert.deepEqual(need(needs, 'role.listArtifacts').resources, ['arn:aws:s3:::our-models']);
  });

  it('weights and code that are packed: the caller reads both archives and writes one, and lists nothing', () => {
    const needs = needsOf(specs.repack(), { artifactBucket: 'our-models', key: { mode: 'input', found: '', typed: 'alias/ours' } });
    assert.deepEqual(needs.filter((n) => n.row === 'bucket').map((n) => [n.id, n.resources.length, n.public]), [['caller.readSource', 2, true], ['caller.writeCopy', 1, false]]);
    assert.match(need(needs, 'caller.writeCopy').resources[0] ?? '', /^arn:aws:s3:::our-models\/jumpstart\/sklearn-classification-abacus\/.*\/model\.tar\.gz$/);
    assert.deepEqual(need(needs, 'caller.encryptCopy').actions, ['kms:GenerateDataKey', 'kms:Decrypt']);
  });

  it('fallback types: each model, image, artifact and copy that is planned', () => {
    const needs = needsOf(specs.artifactByType(), { ...POOLS, artifactBucket: 'our-models' });
    const models = ['jumpstart-owl', 'jumpstart-owl-pool-2'].map((name) => `arn:aws:sagemaker:us-west-2:111122223333:model/${name}`);
    for (const id of ['createModel', 'keepModel']) assert.deepEqual(need(needs, `caller.${id}`).resources, models);
    assert.deepEqual(need(needs, 'caller.addTags').resources.slice(0, 2), models);
const draft = needsOf(specs.openDraft(), { fallbackTypes: ['ml.g5.12xlarge'] });
    assert.deepEqual(need(draft, 'role.pullImage').resources.map((arn) => arn.split('/').at(-1)), ['vllm', 'djl-inference']);
    assert.deepEqual(need(needs, 'role.readArtifacts').resources.length, 2);
    assert.deepEqual(needs.filter((n) => n.row === 'bucket').map((n) => n.id), ['listSource', 'readSource', 'listCopy', 'writeCopy', 'listSource2', 'readSource2', 'listCopy2', 'writeCopy2'].map((id) => `caller.${id}`));
  });

  it('a VPC: network interfaces in its subnets and with its security groups alone', () => {
    assert.deepEqual(need(needsOf(specs.prefixCpu(), VPC), 'role.createInterface').resources, ['arn:aws:ec2:us-west-2:111122223333:network-interface/*',
      'arn:aws:ec2:us-west-2:*:subnet/subnet-1', 'arn:aws:ec2:us-west-2:*:subnet/subnet-2', 'arn:aws:ec2:us-west-2:*:security-group/sg-1']);
  });

  for (const [typed, resource, context] of [
    ['1234abcd-12ab-34cd-56ef-1234567890ab', 'key/1234abcd-12ab-34cd-56ef-1234567890ab', {}],
    ['arn:aws:kms:us-west-2:111122223333:key/mrk-1234567890abcdef1234567890abcdef', 'key/mrk-1234567890abcdef1234567890abcdef', {}],
    ['alias/ours', 'key/*', { 'kms:ResourceAliases': 'alias/ours' }],
    ['arn:aws:kms:us-west-2:111122223333:alias/ours', 'key/*', { 'kms:ResourceAliases': 'alias/ours' }],
  ] as const) {
    it(`the key ${typed}`, () => {
      const needs = needsOf(specs.prefixCpu(), { key: { mode: 'input', found: '', typed } });
      assert.deepEqual(needs.filter((n) => n.row === 'keyCaller' || n.row === 'keyRole').map((n) => [n.id, n.resources]), ['caller.grantKey', 'role.grantKey', 'role.useKey'].map((id) => [id, [`arn:aws:kms:us-west-2:111122223333:${resource}`]]));
      assert.deepEqual(need(needs, 'caller.grantKey').context, { ...context, 'kms:GrantIsForAWSResource': 'true' });
      assert.deepEqual(need(needs, 'role.useKey').context, context);
    });
  }
});

describe('policies', () => {
  const FULL: Partial<DeploymentForm> = { ...VPC, artifactBucket: 'our-models', key: { mode: 'input', found: '', typed: 'alias/ours' } };
  for (const [region, partition] of [['us-west-2', 'aws'], ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov']] as const) {
    for (const [name, make, change] of [
      ['plain', specs.prefixCpu, {}], ['VPC', specs.prefixCpu, VPC], ['everything', specs.prefixCpu, FULL], ['archive', specs.tarGz, VPC], ['archive copied', specs.tarGz, FULL],
      ['gated', specs.gatedTarGz, VPC], ['open draft', specs.openDraft, VPC], ['packed', specs.repack, FULL], ['fallback types', specs.artifactByType, { ...FULL, ...POOLS }],
    ] as const) {
      it(`${region}, ${name}: all that is needed and nothing else`, () => {
        const of = account(region, partition);
        const made = planned(make(), change, of);
        const needs = accessNeeds(made, of);
        assertExact(made, needs, caller(partition));
        for (const arn of JSON.stringify(grantsFor(made, needs, caller(partition))).match(/arn:[^:"]+/g) ?? []) assert.equal(arn, `arn:${partition}`);
      });
    }
  }

  it('a Marketplace package in a VPC: the endpoint has nothing to let through', () => {
    const made = planned(specs.marketplace(), VPC);
    assertExact(made, accessNeeds(made, account()), caller());
    assert.deepEqual(grantsFor(made, [], undefined).map(({ place }) => place), ['trust']);
  });

  it('a draft model of others: the endpoint lets its bucket through', () => {
    const made = planned(specs.neoDraft(), VPC);
    assertExact(made, accessNeeds(made, account()), caller());
    assert.match(JSON.stringify(grantsFor(made, [], undefined)), /arn:aws:s3:::sagemaker-sd-models-prod-us-west-2\//);
  });

  it('any plan of any model: exact, unique and within IAM\'s limits', () => {
    let judged = 0;
    check(property(constantFrom(...Object.values(specs.ALL)), anything.goodForm, constantFrom({}, VPC, FULL), constantFrom(...specs.REGIONS), (make, form, more, region) => {
      const spec = parseSpec(make());
      const of = account(region, { 'cn-north-1': 'aws-cn', 'us-gov-west-1': 'aws-us-gov' }[region as string]);
      const made = plan(spec, { ...defaultForm(spec, region, NOW), ...form, ...ACCEPT, ...more }, of);
      if (!made.ok) return;
      judged += 1;
      assertExact(made.plan, accessNeeds(made.plan, of), caller(of.defaultRole?.split(':')[1]));
    }), { numRuns: 60 });
    assert.ok(judged >= 8, `only ${judged} plans`);
  });

  it('a full example, to the letter', () => {
    const made = planned(specs.prefixCpu(), FULL);
    const grants = grantsFor(made, accessNeeds(made, account()), caller());
    const statement = (place: PolicyPlace, sid: string): unknown => grants.find((g) => g.place === place && g.statement.Sid === sid)?.statement;
    assert.deepEqual(PLACES.map((place) => [place, grants.filter((g) => g.place === place).map((g) => g.statement.Sid)]), [
      ['role', ['RoleReadArtifacts', 'RoleListArtifacts', 'RoleRegistryToken', 'RolePullImage', 'RoleLogs', 'RoleMetrics', 'RoleCreateInterface', 'RoleUseInterface', 'RoleLookAtVpc', 'RoleGrantKey', 'RoleUseKey']],
      ['trust', ['TrustSageMaker']], ['endpoint', ['EndpointRead', 'EndpointList']], ['key', ['CallerGrantKey', 'CallerEncryptCopy', 'RoleGrantKey', 'RoleUseKey']],
      ['caller', ['CallerCreateModel', 'CallerCreateEndpointConfig', 'CallerCreateEndpoint', 'CallerAddTags', 'CallerPassRole', 'CallerKeepModel', 'CallerKeepEndpointConfig', 'CallerKeepEndpoint',
        'CallerListSource', 'CallerReadSource', 'CallerListCopy', 'CallerWriteCopy', 'CallerGrantKey', 'CallerEncryptCopy']],
    ]);
    assert.deepEqual(statement('trust', 'TrustSageMaker'), { Sid: 'TrustSageMaker', Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: 'sagemaker.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } });
    assert.deepEqual(statement('endpoint', 'EndpointRead'), { Sid: 'EndpointRead', Effect: 'Allow', Action: ['s3:GetObject'], Principal: '*', Resource: ['arn:aws:s3:::our-models/jumpstart/pytorch-ic-lantern-small/2.1.0/*'] });
    assert.deepEqual(statement('key', 'CallerGrantKey'), {
      Sid: 'CallerGrantKey', Effect: 'Allow', Action: ['kms:CreateGrant'], Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Resource: ['*'],
      Condition: { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/Data', 'arn:aws:iam::111122223333:role/*/Data'] }, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
    assert.deepEqual(statement('key', 'RoleUseKey'), {
      Sid: 'RoleUseKey', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/Exec' }, Resource: ['*'],
      Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
    });
    assert.deepEqual(statement('caller', 'CallerPassRole'), { Sid: 'CallerPassRole', Effect: 'Allow', Action: ['iam:PassRole'], Resource: ['arn:aws:iam::111122223333:role/Exec'], Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } } });
    assert.deepEqual(statement('caller', 'CallerListCopy'), { Sid: 'CallerListCopy', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::our-models'], Condition: { StringEquals: { 's3:prefix': 'jumpstart/pytorch-ic-lantern-small/2.1.0/' } } });
    assert.deepEqual(statement('caller', 'CallerGrantKey'), { Sid: 'CallerGrantKey', Effect: 'Allow', Action: ['kms:CreateGrant'], Resource: ['arn:aws:kms:us-west-2:111122223333:key/*'],
      Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/ours' }, Bool: { 'kms:GrantIsForAWSResource': 'true' } } });
  });

  it('an artifact key with characters that policies take for patterns is meant as it is', () => {
    const key = 'models/a*b?c${x}/';
    const made = planned(specs.prefixCpu({ hosting_prepacked_artifact_key: key }), VPC);
    assert.deepEqual(need(accessNeeds(made, account()), 'role.readJumpStart').resources, ['arn:aws:s3:::jumpstart-cache-prod-us-west-2/models/a${*}b${?}c${$}{x}/*']);
    assertExact(made, accessNeeds(made, account()), caller());
  });

  it('documents are split where IAM would not take them, and a statement where it alone is too long', () => {
    const Resource = Array.from({ length: 6 }, (_, i) => `arn:aws:s3:::${i}/${'k'.repeat(1024)}`);
    const documents = documentsOf([{ Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject'], Resource }, { Sid: 'Other', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['*'] }]);
    assert.deepEqual(documents.map((d) => d.Statement.map((s) => s.Sid)), [['ReadA'], ['ReadB', 'Other']]);
    assert.deepEqual(documents.flatMap((d) => d.Statement.flatMap((s) => s.Resource)), [...Resource, '*']);
  });

  it('a session is named by its role; users and roles by themselves', () => {
    assert.equal(withoutSession('arn:aws-cn:sts::111122223333:assumed-role/AWSReservedSSO_Data_1/jane@example.org'), 'arn:aws-cn:iam::111122223333:role/AWSReservedSSO_Data_1');
    for (const arn of ['arn:aws:iam::111122223333:user/team/jane', 'arn:aws:iam::111122223333:root', 'arn:aws:sts::111122223333:federated-user/jane', '']) assert.equal(withoutSession(arn), arn);
  });
});

describe('what is missing', () => {
  const made = planned(specs.prefixCpu(), VPC);
  const grants = grantsFor(made, accessNeeds(made, account()), caller());
  const missing = (decisions: Record<string, Decision>, rest: Decision, byOrganization = false) => missingOf(grants, new Map<string, Answer>(grants.map(({ id }) => [id, { decision: decisions[id] ?? rest, byOrganization }])));

  it('nothing where all is allowed; everything, as not known, where nothing is known', () => {
    assert.deepEqual(missing({}, 'allowed'), { grants: [], denied: [] });
    const all = missingOf(grants, new Map());
    assert.deepEqual([all.grants.map(({ grant }) => grant), all.grants.some(({ known }) => known), all.denied], [grants, false, []]);
  });

  it('only the statements that IAM misses, and not that of a bucket that is open to everybody', () => {
    const found = missing({ 'caller.passRole': 'implicitDeny', 'role.logs': 'implicitDeny', 'role.readJumpStart': 'implicitDeny', 'role.metrics': 'unknown' }, 'allowed');
    assert.deepEqual(found.grants.map(({ grant, known }) => [grant.id, known]), [['caller.passRole', true], ['role.logs', true], ['role.metrics', false]]);
  });

  it('a deny is to be lifted and no statement to be added, whoever it is of', () => {
    for (const byOrganization of [true, false]) {
      const found = missing({ 'caller.createEndpoint': 'explicitDeny', 'role.readJumpStart': 'explicitDeny' }, 'allowed', byOrganization);
      assert.deepEqual([found.grants, found.denied.map((d) => [d.grant.id, d.byOrganization])], [[], [['caller.createEndpoint', byOrganization], ['role.readJumpStart', byOrganization]]]);
    }
  });

  it('a denied key is told once, though two documents are about it', () => {
    const keyed = planned(specs.prefixCpu(), { key: { mode: 'input', found: '', typed: 'alias/ours' } });
    const found = missingOf(grantsFor(keyed, accessNeeds(keyed, account()), caller()), new Map([['caller.grantKey', { decision: 'explicitDeny', byOrganization: false }]]));
    assert.deepEqual(found.denied.map((d) => [d.grant.id, d.grant.place]), [['caller.grantKey', 'caller']]);
  });
});
