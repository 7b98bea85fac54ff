import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Machine, configPath, readSdkConfigs } from '../../src/aws/sdkConfigFiles.js';
import { readSdkConfig } from '../../src/deploy/sdkConfig.js';
import { isSentence } from '../fixtures/constraints.js';

const WHOLE = `SchemaVersion: '1.0'
SageMaker:
  Model:
    ExecutionRoleArn: arn:aws:iam::111122223333:role/Exec
    VpcConfig:
      SecurityGroupIds: [sg-0a1]
      Subnets:
        - subnet-0a1
        - subnet-0b2
    EnableNetworkIsolation: yes
    Tags: [{Key: team, Value: search}, {Key: cost, Value: 42}]
  EndpointConfig:
    KmsKeyId: alias/models
    Tags: [{Key: team, Value: ml}]
    ProductionVariants:
      - InstanceType: ml.m5.large
  Endpoint:
    Tags: [{Key: stage, Value: dev}]
  TrainingJob: {whatever: [1, 2]}
  PythonSDK:
    Modules:
      Session: {DefaultS3Bucket: acme-models, DefaultS3ObjectKeyPrefix: ml}
      Serve: {RoleArn: arn:aws:iam::111122223333:role/Serve}
`;

const problemOf = (content: string): string => {
  const read = readSdkConfig(content, '~/config.yaml');
  return read.status === 'bad' ? read.problem : '';
};

describe('a config file of the SageMaker SDK', () => {
  it('writes nothing of its content into the log of the window', () => {
    const before = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? {};
    const said: unknown[] = [];
    Object.defineProperty(process, 'emitWarning', { configurable: true, value: (...args: unknown[]) => { said.push(args); } });
    try {
      readSdkConfig('{token: secret}: 1', '~/config.yaml');
      readSdkConfig('%UNKNOWN secret\n---\na: 1', '~/config.yaml');
    } finally {
      Object.defineProperty(process, 'emitWarning', before);
    }
    assert.deepEqual(said, []);
  });

  it('says what a deployment begins with', () => {
    assert.deepEqual(readSdkConfig(WHOLE, 'f'), { status: 'read', values: {
      role: 'arn:aws:iam::111122223333:role/Exec', subnets: ['subnet-0a1', 'subnet-0b2'], securityGroups: ['sg-0a1'], key: 'alias/models', networkIsolation: true,
      tags: [{ key: 'team', value: 'ml' }, { key: 'cost', value: '42' }, { key: 'stage', value: 'dev' }], bucket: 'acme-models', instanceType: 'ml.m5.large',
    } });
  });

  it('may be empty, or about other things', () => {
    for (const content of ['', '# nothing yet\n', 'SageMaker:\n', 'SageMaker:\n  Model:\n', 'Other: 1\n', 'SageMaker: {TrainingJob: {RoleArn: x}}']) {
      const read = readSdkConfig(content, 'f');
      assert.deepEqual(Object.values(read.status === 'read' ? read.values : { bad: true }).filter((value) => value !== undefined), []);
    }
  });

  const bad: readonly (readonly [string, RegExp])[] = [
    ['SageMaker:\n  Model:\n   - a\n  b: [', /^The SageMaker SDK config ~\/config\.yaml, line \d, cannot be used, so nothing of it fills the form in: .* Correct it, then open the model again\.$/s],
    ['SageMaker:\n  Model:\n    ExecutionRoleArn: [1]\n', /, line 3, .*: SageMaker\.Model\.ExecutionRoleArn has to be a text\./],
    ['SageMaker:\n  Model:\n    EnableNetworkIsolation: maybe\n', /, line 3, .* has to be true or false\./],
    ['SageMaker:\n  Model:\n    VpcConfig:\n      Subnets:\n        - a\n        - {x: 1}\n', /, line 6, .*Subnets\.1 has to be/],
    ['SageMaker:\n  Endpoint:\n    Tags:\n      - Key: a\n      - Value: b\n', /, line 5, .*Tags\.1/],
    ['SageMaker: 7\n', /, line 1, .*SageMaker has to be a section/],
    ['- 1\n', /, line 1, .*its content has to be a section/],
    ['a: 1\n---\nb: 2\n', /, line \d, /],
  ];
  for (const [content, sentence] of bad) it(`that is wrong is named with its line: ${JSON.stringify(content)}`, () => assert.match(problemOf(content), sentence));

  it('is no bomb', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i] ?? ''}`).join()}]`)].join('\n');
    assert.match(problemOf(bomb), /cannot be used/);
  });

  it('is read or refused in a sentence, whatever it holds', () => {
    const junk = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.tuple(fc.nat({ max: WHOLE.length }), fc.string({ maxLength: 4 })).map(([at, text]) => WHOLE.slice(0, at) + text + WHOLE.slice(at + 1)));
    fc.assert(fc.property(junk, (content) => {
      const problem = problemOf(content);
      assert.ok(problem === '' || (problem.startsWith('The SageMaker SDK config') && problem.endsWith('open the model again.')), problem);
    }), { numRuns: 100 });
  });
});

describe('the files of the SageMaker SDK', () => {
  let home = '';
  let machine: Machine;
  const put = (path: string, content: string): string => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'jsd-config-'));
    machine = { environment: { SAGEMAKER_ADMIN_CONFIG_OVERRIDE: put(join(home, 'admin', 'config.yaml'), 'SageMaker: {EndpointConfig: {KmsKeyId: alias/admin}}') }, platform: 'linux', home };
  });
  afterEach(() => { rmSync(home, { recursive: true }); });

  it('are where platformdirs puts them', () => {
    const at = (platform: NodeJS.Platform, environment = {}): string[] => (['userConfig', 'adminConfig'] as const).map((which) => configPath(which, { environment, platform, home: '/h' }));
    assert.deepEqual(at('linux'), ['/h/.config/sagemaker/config.yaml', '/etc/xdg/sagemaker/config.yaml']);
    assert.deepEqual(at('linux', { XDG_CONFIG_HOME: '/c', XDG_CONFIG_DIRS: '/x:/y' }), ['/c/sagemaker/config.yaml', '/x/sagemaker/config.yaml']);
    assert.deepEqual(at('darwin'), ['/h/Library/Application Support/sagemaker/config.yaml', '/Library/Application Support/sagemaker/config.yaml']);
    assert.deepEqual(at('win32', { LOCALAPPDATA: 'C:\\U\\Local' }), ['C:\\U\\Local\\sagemaker\\sagemaker\\config.yaml', 'C:\\ProgramData\\sagemaker\\sagemaker\\config.yaml']);
  });

  it('are both read, the user\'s first, and called by where they are', async () => {
    put(join(home, '.config/sagemaker/config.yaml'), 'SageMaker: {EndpointConfig: {KmsKeyId: alias/mine}}');
    const { sources, problems } = await readSdkConfigs(machine);
    assert.deepEqual(problems, []);
    assert.deepEqual(sources.map((source) => [source.kind, 'file' in source && source.file, source.values.key]), [
      ['userConfig', '~/.config/sagemaker/config.yaml', 'alias/mine'], ['adminConfig', '~/admin/config.yaml', 'alias/admin'],
    ]);
  });

  it('may be named as a folder', async () => {
    const { sources } = await readSdkConfigs({ ...machine, environment: { SAGEMAKER_USER_CONFIG_OVERRIDE: join(home, 'admin') } });
    assert.equal(sources[0]?.values.key, 'alias/admin');
  });

  it('need not be there, unless somebody named them', async () => {
    assert.deepEqual(await readSdkConfigs({ ...machine, environment: { XDG_CONFIG_DIRS: join(home, 'none') } }), { sources: [], problems: [] });
    const { problems } = await readSdkConfigs({ ...machine, environment: { SAGEMAKER_USER_CONFIG_OVERRIDE: join(home, 'none.yaml'), XDG_CONFIG_DIRS: home } });
    assert.deepEqual(problems, ['SAGEMAKER_USER_CONFIG_OVERRIDE names ~/none.yaml, and there is no such file. Correct the variable, or remove it.']);
  });

  it('in Amazon S3 are not read, which is said', async () => {
    const { problems } = await readSdkConfigs({ ...machine, environment: { ...machine.environment, SAGEMAKER_USER_CONFIG_OVERRIDE: 's3://acme/config.yaml' } });
    assert.match(problems[0] ?? '', /names s3:\/\/acme\/config\.yaml, and JumpStart Deploy does not read .* from Amazon S3/);
    assert.ok(isSentence(problems[0] ?? ''));
  });

  it('one that is broken leaves the other alone', async () => {
    put(join(home, '.config/sagemaker/config.yaml'), 'SageMaker: [');
    const { sources, problems } = await readSdkConfigs(machine);
    assert.equal(sources[0]?.values.key, 'alias/admin');
    assert.match(problems.join(), /^The SageMaker SDK config ~\/\.config\/sagemaker\/config\.yaml, line 1, cannot be used/);
  });
});
