import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Connect } from '../endpoints/ports.js';
import { AwsAccount } from './account.js';
import { systemClock } from './clock.js';
import { once } from './concurrently.js';
import { Connection } from './connection.js';
import { AwsDeploy } from './deploy.js';
import { AwsEndpoints } from './endpoints.js';
import { AwsHub } from './hub.js';
import { AwsRemoval } from './removal.js';
import { AwsFacts } from './facts.js';
import { Resources } from './resources.js';
import { AwsUpdates } from './updates.js';

/**
 * All ports over the AWS SDK. This is the entry of a bundle of its own: SageMaker, STS and credentials come with it, every other
 * service with its first use. Nothing is sent before a method is called.
 */
export const connect: Connect = (settings, prompts) => {
  const connection = new Connection(settings, prompts);
  const client = connection.keep(new SageMakerClient(connection.config()));
  const resources = new Resources(connection, client);
  const copier = once(async () => new (await import('./copy.js')).Copier(connection));
  const repacker = once(async () => new (await import('./repack.js')).Repacker(connection));
  const roles = once(async () => new (await import('./services/iam.js')).Roles(connection));
  const tagging = once(async () => new (await import('./services/tagging.js')).TagSource(connection));
  const scaling = once(async () => new (await import('./services/autoscaling.js')).ScalableTargets(connection));
  const copied = once(async () => new (await import('./services/copied.js')).CopiedFiles(connection));
  const metrics = once(async () => new (await import('./services/metrics.js')).Metrics(connection));
  const removal = new AwsRemoval(connection, client, { scaling, copied, tagging });
  const logs = once(async () => new (await import('./services/logs.js')).ContainerLogs(connection));
  const runtime = once(async () => new (await import('./services/runtime.js')).Runtime(connection));
  return {
    deploy: new AwsDeploy(connection, client, resources, copier, repacker, systemClock, async (name, signal) => (await roles()).createdAt(name, signal)),
    account: new AwsAccount(connection, client),
    endpoints: new AwsEndpoints(connection, client, resources, tagging),
    removal,
    logs: { read: async (name, cursor, signal) => (await logs()).read(name, cursor, signal) },
    metrics: { read: async (queries, range, signal) => (await metrics()).read(queries, range, signal) },
    facts: new AwsFacts(connection, client, scaling),
    updates: new AwsUpdates(connection, client, { resources, removal, scaling }),
    runtime: {
      invoke: async (invocation, signal) => (await runtime()).invoke(invocation, signal),
      invokeStream: async (invocation, onPart, signal) => (await runtime()).invokeStream(invocation, onPart, signal),
    },
    hub: new AwsHub(connection),
    dispose: () => { connection.dispose(); },
  };
};
