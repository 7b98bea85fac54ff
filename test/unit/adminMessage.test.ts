import assert from 'node:assert/strict';
import { assert as check, property, string } from 'fast-check';
import { parseSpec } from '../../src/catalog/spec.js';
import { accessNeeds } from '../../src/deploy/access.js';
import { adminMessage } from '../../src/deploy/adminMessage.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { type Answer, type Decision, missingOf } from '../../src/deploy/missing.js';
import { type DeploymentPlan, plan } from '../../src/deploy/plan.js';
import { grantsFor } from '../../src/deploy/policies.js';
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import * as specs from '../fixtures/specs.js';

const ACCOUNT = { region: 'us-west-2', accountId: '111122223333', defaultRole: 'arn:aws:iam::111122223333:role/Exec' };
const CALLER = 'arn:aws:sts::111122223333:assumed-role/Data/jane@example.org';
const FULL: Partial<DeploymentForm> = {
  vpc: { ...EMPTY_FORM.vpc, mode: 'input', typedSubnets: 'subnet-1 subnet-2', typedSecurityGroups: 'sg-1' }, key: { mode: 'input', found: '', typed: 'alias/ours' }, artifactBucket: 'our-models',
};

function planned(change: Partial<DeploymentForm> = {}): DeploymentPlan {
  const spec = parseSpec(specs.prefixCpu());
  const result = plan(spec, { ...defaultForm(spec, 'us-west-2', new Date('2026-01-01T00:00:00Z')), endpointName: 'owl', ...change }, ACCOUNT);
  return result.ok ? result.plan : assert.fail(JSON.stringify(result.refusals));
}

function message(of: DeploymentPlan, decisions: Record<string, Decision> | undefined, { rest = 'allowed', byOrganization = false, callerArn = CALLER, roleIsProposed = false }: { rest?: Decision; byOrganization?: boolean; callerArn?: string | undefined; roleIsProposed?: boolean } = {}): string {
  const grants = grantsFor(of, accessNeeds(of, ACCOUNT), callerArn);
  const answers = new Map<string, Answer>(decisions === undefined ? [] : grants.map(({ id }) => [id, { decision: decisions[id] ?? rest, byOrganization }]));
  return adminMessage({ plan: of, accountId: '111122223333', callerArn, roleIsProposed, missing: missingOf(grants, answers) });
}

interface Outline {
  readonly headings: string[];
  readonly blocks: { Statement: { Sid: string }[] }[];
  /** Kinds of line outside the blocks, in their order. */
  readonly kinds: string[];
  /** The words outside blocks and code spans. */
  readonly words: string;
}

function outline(text: string): Outline {
  const found = { headings: [] as string[], blocks: [] as string[], kinds: [] as string[], words: '' };
  let block: string[] | undefined;
  for (const line of text.split('\n')) {
    if (block !== undefined) {
      if (/^ {0,3}`{3,}\s*$/.test(line)) { found.blocks.push(block.join('\n')); block = undefined; } else block.push(line);
    } else if (/^ {0,3}`{3,}[^`]*$/.test(line)) block = [];
    else {
      found.kinds.push(/^(#+ |- |\S|$)/.exec(line)?.[1]?.trim().replace(/\w/, 'text') ?? 'other');
      if (line.startsWith('#')) found.headings.push(line.replace(/^#+ /, ''));
      found.words += `${line.replace(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, '')}\n`;
    }
  }
  assert.equal(block, undefined, 'a block is open');
  return { ...found, blocks: found.blocks.map((each) => JSON.parse(each) as Outline['blocks'][number]) };
}

const headings = (text: string): string[] => outline(text).headings;
const blocks = (text: string): Outline['blocks'] => outline(text).blocks;
const sids = (text: string): string[][] => blocks(text).map((b) => b.Statement.map((s) => s.Sid));

describe('the message for an admin', () => {
  it('nothing known: every policy with where it goes, and that it was not known', () => {
    const text = message(planned(FULL), undefined);
    assert.deepEqual(headings(text).slice(1), ['Permissions of who deploys', 'Permissions of the execution role', 'Trust policy of the execution role', 'Policy of the VPC\'s S3 gateway endpoint', 'Policy of the KMS key']);
    assert.equal(blocks(text).length, 5);
    assert.equal(text.match(/I could not look, so that all are listed\./g)?.length, 5);
    assert.ok(!text.includes('are missing.'));
  });

  it('one right is missing: that statement, to the letter', () => {
    assert.equal(message(planned(), { 'caller.passRole': 'implicitDeny' }), `# Permissions to deploy \`pytorch-ic-lantern-small\` with Amazon SageMaker JumpStart

I want to deploy a model to a SageMaker endpoint, and need your help with the permissions.

- Who deploys: \`arn:aws:iam::111122223333:role/Data\`
- Account: 111122223333
- Region: \`us-west-2\`
- Model: \`pytorch-ic-lantern-small\`, version \`2.1.0\`
- Instances: 1 × \`ml.m5.large\`
- Endpoint: \`jumpstart-owl\`
- Execution role: \`arn:aws:iam::111122223333:role/Exec\`

## Permissions of who deploys

In IAM, open the user or role that deploys, choose *Add permissions*, *Create inline policy*, *JSON*, and paste this; or make it a managed policy. These statements are missing.

\`\`\`json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "CallerPassRole",
      "Effect": "Allow",
      "Action": [
        "iam:PassRole"
      ],
      "Resource": [
        "arn:aws:iam::111122223333:role/Exec"
      ],
      "Condition": {
        "StringEquals": {
          "iam:PassedToService": "sagemaker.amazonaws.com"
        }
      }
    }
  ]
}
\`\`\`

Why each is needed:

- \`CallerPassRole\`: to hand the execution role to SageMaker.
`);
  });

  it('some missing, some not known: both are given and told apart', () => {
    const text = message(planned(), { 'role.logs': 'implicitDeny', 'role.metrics': 'unknown' });
    assert.deepEqual(sids(text), [['RoleLogs', 'RoleMetrics']]);
    assert.match(text, /`RoleLogs`: to write the endpoint's logs\.\n- `RoleMetrics`: to report the endpoint's metrics \(not known whether it is missing\)\./);
  });

  it('an explicit deny is told with who can lift it, and no statement is given for it', () => {
    const ours = message(planned(), { 'caller.createEndpoint': 'explicitDeny' });
    assert.deepEqual([headings(ours).slice(1), blocks(ours)], [['Denied by a policy'], []]);
    assert.match(ours, /`sagemaker:CreateEndpoint` for who deploys, to create the endpoint from its config: a policy of the account, or a permissions boundary, denies it\./);
    assert.match(message(planned(), { 'role.logs': 'explicitDeny' }, { byOrganization: true }), /for the execution role, to write the endpoint's logs: a policy of the organization \(SCP\) denies it/);
  });

  it('nothing missing is said', () => {
    assert.match(message(planned(FULL), {}), /Nothing is missing/);
  });

  it('names the role of a session and never the session; a permission set is changed where it is made; a role that is to be created', () => {
    const text = message(planned(FULL), undefined, { callerArn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Data_0a/jane@example.org', roleIsProposed: true });
    assert.ok(!text.includes('jane'));
    assert.match(text, /permission set in IAM Identity Center/);
    assert.match(text, /Execution role: there is none yet\. Please create one; the policies call it `arn:aws:iam::111122223333:role\/Exec`\./);
  });

  it('nobody signed in: no caller in the key\'s policy', () => {
    const of = planned(FULL);
    const grants = grantsFor(of, accessNeeds(of, ACCOUNT), undefined);
    const text = adminMessage({ plan: of, accountId: undefined, callerArn: undefined, roleIsProposed: false, missing: missingOf(grants, new Map()) });
    assert.match(text, /Who deploys: not known, because nobody is signed in\n- Account: not known/);
    assert.deepEqual(sids(text).at(-1), ['RoleGrantKey', 'RoleUseKey']);
  });

  it('whatever names hold, they break out of neither Markdown nor JSON', () => {
    const hostile = '`\n```\n# Owned <script>alert(1)</script> [x](command:y) "}]}';
    const judge = (name: string): void => {
      const base = planned(FULL);
      const named: DeploymentPlan = { ...base, model: { ...base.model, id: name, version: name, instanceType: name }, calls: base.calls.map((c) => (
        { ...c, ...(c.creates ? { creates: { ...c.creates, name } } : {}), input: { ...c.input, EndpointName: name, ModelName: name, EndpointConfigName: name, KmsKeyId: `alias/${name}`, ExecutionRoleArn: `arn:aws:iam::111122223333:role/${name}` } })) };
      const [text, plain] = [message(named, undefined), message(base, undefined)];
      // an empty name is told in words
      const [found, expected] = [text, plain].map((each) => ({ kinds: outline(each).kinds, words: outline(each).words.replaceAll('(none)', '') }));
      assert.deepEqual(found, expected);
      assert.deepEqual(sids(text), sids(plain));
    };
    judge(hostile);
    check(property(string({ unit: 'grapheme', maxLength: 60 }), judge), { numRuns: 50 });
  });
});
