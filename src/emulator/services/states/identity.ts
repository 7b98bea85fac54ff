import type { PrincipalRecord, RoleRecord } from '../../core/records.js';
import type { World } from '../../core/world.js';
import { actorOf } from '../iam/authorize.js';
import { iamOf, policyArn, roleNamed } from '../iam/roles.js';
import { actionsOf, defaultRole, lastPart, type StateKind, type StateRule } from './common.js';

const policies = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);
const allBut = (actions: readonly string[]): string => policies({ Effect: 'Allow', NotAction: actions, Resource: '*' });
const deny = (actions: readonly string[]): string => policies({ Effect: 'Deny', Action: actions, Resource: '*' });

function caller(world: World): PrincipalRecord {
  const actor = actorOf(world, world.identity.arn);
  if (actor === undefined) throw new Error(`The caller ${world.identity.arn} is no role or user that the account knows.`);
  return actor.record;
}

function role(world: World, rule: StateRule): RoleRecord {
  const name = lastPart(rule.on ?? defaultRole);
  const found = roleNamed(world, name);
  if (found === undefined) throw new Error(`There is no role ${name}.`);
  return found;
}

function lacks(principal: PrincipalRecord, actions: readonly string[]): void {
  principal.attached = [];
  principal.inline = new Map([['AllBut', allBut(actions)]]);
}

function bounded(world: World, principal: PrincipalRecord, actions: readonly string[]): void {
  const arn = policyArn(world, 'account', '/', 'Boundary');
  iamOf(world).policies.set(arn, { arn, name: 'Boundary', path: '/', description: '', created: 0, updated: 0, versions: [{ id: 'v1', text: allBut(actions), created: 0 }], current: 'v1' });
  principal.boundary = arn;
}

/** States of the caller, of execution roles and of the organization. */
export const identityStates: Readonly<Record<string, StateKind>> = {
  callerLacks: { help: 'no policy of the caller allows the actions', apply: (world, rule) => lacks(caller(world), actionsOf(rule)) },
  callerDenied: { help: 'a policy of the caller denies the actions', apply: (world, rule) => void caller(world).inline.set('Denied', deny(actionsOf(rule))) },
  callerBounded: { help: 'the caller has a permissions boundary without the actions', apply: (world, rule) => bounded(world, caller(world), actionsOf(rule)) },
  leastPrivilege: {
    help: 'the caller has AmazonSageMakerFullAccess, ModelDeployment and ModelHosting alone',
    apply: (world) => { const principal = caller(world); principal.attached = principal.attached.filter((arn) => !/(SandboxAdministrator|AdministratorAccess)$/.test(arn)); },
  },
  organizationDenies: {
    help: 'a service control policy denies the actions to everybody in the account',
    apply: (world, rule) => { iamOf(world).organization = [policies({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: actionsOf(rule), Resource: '*' })]; },
  },
  roleLacks: { help: 'no policy of the execution role `on` allows the actions', apply: (world, rule) => lacks(role(world, rule), actionsOf(rule)) },
  roleDenied: { help: 'a policy of the execution role `on` denies the actions', apply: (world, rule) => void role(world, rule).inline.set('Denied', deny(actionsOf(rule))) },
  roleUntrusted: {
    help: 'the execution role `on` trusts Lambda, not SageMaker',
    apply: (world, rule) => { role(world, rule).trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] }; },
  },
  roleGone: { help: 'there is no execution role `on`', apply: (world, rule) => void iamOf(world).roles.delete(role(world, rule).name.toLowerCase()) },
};
