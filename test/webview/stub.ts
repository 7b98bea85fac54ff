/**
 * What stands in for VS Code and the host, inside the page: it is bundled and runs before the page's own scripts. It answers
 * requests with the very code that the host uses, and keeps what it was asked.
 */
import type { DeploymentForm } from '../../src/shared/form.js';
import type { HostRequests, PanelState } from '../../src/shared/protocol.js';
import { answer, type Handlers, type Message } from '../../src/shared/rpc.js';

export interface StubSetup {
  readonly state: PanelState;
  /** What getState returns at first. */
  readonly saved?: unknown;
  /** A host that hands over this form and its own revision, whatever draft it is shown. */
  readonly hostKeepsForm?: DeploymentForm | undefined;
}

export interface Asked {
  readonly method: string;
  readonly params: unknown;
}

export interface Stub {
  readonly asked: Asked[];
  readonly violations: string[];
  saved: unknown;
  state: PanelState;
  /** The host answers an edit with a state of its revision. */
  answerEdits: boolean;
  /** What `deploy` answers. */
  outcome: ReturnType<HostRequests['deploy']>;
  /** Sends the state with these changes; without changes, as it is. */
  push(change?: Partial<PanelState>): void;
  /** Posts anything at all. */
  post(data: unknown): void;
  /** Resolves when the page has taken and drawn all that was sent before. */
  drawn(): Promise<void>;
}

declare global {
  interface Window {
    stub: Stub;
    stubSetup: StubSetup;
    acquireVsCodeApi: unknown;
  }
}

const { state, saved, hostKeepsForm } = window.stubSetup;
const post = (message: unknown): void => window.postMessage(structuredClone(message), '*');
const stub: Stub = {
  asked: [], violations: [], saved, state, answerEdits: true, outcome: { status: 'started' }, post,
  push: (change = {}) => {
    stub.state = { ...stub.state, ...change };
    post({ kind: 'event', name: 'state', data: stub.state } satisfies Message);
  },
  drawn: async () => {
    // messages come in their order, and the toolkit draws with the next frame
    const { port1, port2 } = new MessageChannel();
    await new Promise<void>((taken) => {
      const marker = ({ ports }: MessageEvent): void => { if (ports.length > 0) { window.removeEventListener('message', marker); taken(); } };
      window.addEventListener('message', marker);
      window.postMessage('taken', '*', [port2]);
    });
    port1.close();
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  },
};
const noted = (method: keyof HostRequests, params: unknown): null => {
  stub.asked.push({ method, params });
  return null;
};

const handlers: Handlers<HostRequests> = {
  ready: (params) => {
    noted('ready', params);
    stub.push({ form: hostKeepsForm ?? params.draft ?? stub.state.form });
    return null;
  },
  edit: (params) => {
    noted('edit', params);
    if (stub.answerEdits) stub.push({ form: null, revision: params.revision });
    return null;
  },
  lookUp: (params) => noted('lookUp', params),
  deploy: (params) => {
    noted('deploy', params);
    return stub.outcome;
  },
  cancelDeployment: (params) => noted('cancelDeployment', params),
  startOver: (params) => noted('startOver', params),
  openNotebook: (params) => noted('openNotebook', params),
  deleteEndpoint: (params) => noted('deleteEndpoint', params),
  openLink: (params) => noted('openLink', params),
  showPlan: (params) => noted('showPlan', params),
  remedy: (params) => noted('remedy', params),
  copy: (params) => noted('copy', params),
};

let acquired = false;
window.stub = stub;
window.acquireVsCodeApi = () => {
  if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
  acquired = true;
  return {
    postMessage: (message: unknown) => void answer(structuredClone(message), handlers, post),
    getState: () => stub.saved,
    setState: (value: unknown) => { stub.saved = JSON.parse(JSON.stringify(value)) as unknown; },
  };
};
document.addEventListener('securitypolicyviolation', (event) => stub.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
