import type * as vscode from 'vscode';
import type { Clock } from '../../deploy/ports.js';
import type { Deployments } from '../../deploy/deployments.js';
import type { Target } from '../../deploy/record.js';
import type { ParkedEndpoints } from '../../endpoints/parked.js';
import type { Removals } from '../../endpoints/removals.js';
import type { EndpointStore } from '../../endpoints/store.js';
import type { Updates } from '../../endpoints/updates.js';
import type { DeepLink } from '../../shared/deepLink.js';
import type { Catalogues } from '../catalogues.js';
import type { Connections, Profile } from '../connection.js';
import type { EndpointsTree } from '../endpointsTree.js';
import type { LocalEmulator } from '../localEmulator.js';
import type { ModelsState } from '../modelsState.js';
import type { ModelsTree } from '../modelsTree.js';
import type { Offered } from '../panel/offered.js';

/** What commands work on. */
export interface CommandContext {
  readonly connections: Connections;
  readonly catalogues: Catalogues;
  readonly models: ModelsState;
  readonly modelsTree: ModelsTree;
  readonly store: EndpointStore;
  readonly endpointsTree: EndpointsTree;
  readonly deployments: Deployments;
  readonly removals: Removals;
  readonly updates: Updates;
  readonly parked: ParkedEndpoints;
  readonly emulator: LocalEmulator;
  readonly showContainerLog: (endpointName: string) => Promise<void>;
  readonly listProfiles: () => Promise<readonly Profile[]>;
  /** The model's tab; with a deployment of it, that one in place of the form; with a link, the form as the link wants it. */
  readonly openPanel: (modelId: string, deploymentId?: string, link?: DeepLink) => Promise<void>;
  readonly openEndpoint: (name: string) => Promise<void>;
  /** The tab in which the endpoint can be asked. */
  readonly openTry: (name: string) => Promise<void>;
  /** Where the model of the active tab can be deployed; undefined where no model's tab is active. */
  readonly offered: () => Offered | undefined;
  /** Where it was deployed to, or, without a target, where this window looks. */
  readonly openNotebook: (endpointName: string, target?: Target) => Promise<void>;
  readonly clock: Clock;
  readonly log: vscode.LogOutputChannel;
}

/** Called from the palette a command gets no element, from a view the element first. */
export type Command = (context: CommandContext, element: unknown) => Promise<void> | void;
