/** The form: what one deployment asks for. Plain JSON, so that it can be a draft, a message and a file. */

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export type RoleMode = 'default' | 'find' | 'input';
export type VpcMode = 'none' | 'find' | 'input';
export type KeyMode = 'default' | 'find' | 'input';

export interface RoleChoice {
  readonly mode: RoleMode;
  /** ARNs; `found` is what Find chose, `typed` what Input holds. Both are kept when the mode changes. */
  readonly found: string;
  readonly typed: string;
}

export interface VpcChoice {
  readonly mode: VpcMode;
  readonly vpcId: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** What Input holds: ids separated by commas, spaces or new lines. */
  readonly typedSubnets: string;
  readonly typedSecurityGroups: string;
}

export interface KeyChoice {
  readonly mode: KeyMode;
  /** Key ids, key ARNs or aliases. */
  readonly found: string;
  readonly typed: string;
}

export interface DeploymentForm {
  readonly modelId: string;
  /** An exact version; a deployment is always pinned. */
  readonly modelVersion: string;
  /** `''`: the first ranked config that supports the instance type. */
  readonly inferenceConfig: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Without the `jumpstart-` prefix, which `usePrefix` adds to all three resources. */
  readonly endpointName: string;
  readonly usePrefix: boolean;
  readonly tags: readonly Tag[];
  /** `''`: the model is read from JumpStart's own bucket. */
  readonly artifactBucket: string;
  readonly role: RoleChoice;
  readonly vpc: VpcChoice;
  readonly key: KeyChoice;
  readonly networkIsolation: boolean;
  readonly acceptEula: boolean;
  /** Ticks that a deprecated or a vulnerable version needs. */
  readonly acceptDeprecated: boolean;
  readonly acceptVulnerable: boolean;
  /** Overrides of the container's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** GB; 0: the spec's own value. */
  readonly volumeSizeGB: number;
  /** Seconds to download the model, and to start the container until it answers; 0: the spec's own value. */
  readonly downloadTimeoutS: number;
  readonly startupTimeoutS: number;
  /** `InferenceAmiVersion`; `''`: the spec's own. */
  readonly inferenceAmi: string;
  readonly variantName: string;
  /** Instance types, best first, that SageMaker may take where `instanceType` has no capacity. */
  readonly fallbackTypes: readonly string[];
  /** Seconds that SageMaker tries to get instances; 0: its own value. Sent with fallback types only. */
  readonly provisionTimeoutS: number;
}

export const EMPTY_FORM: DeploymentForm = {
  modelId: '', modelVersion: '', inferenceConfig: '', instanceType: '', instanceCount: 1, endpointName: '', usePrefix: true,
  tags: [], artifactBucket: '',
  role: { mode: 'default', found: '', typed: '' },
  vpc: { mode: 'none', vpcId: '', subnets: [], securityGroups: [], typedSubnets: '', typedSecurityGroups: '' },
  key: { mode: 'default', found: '', typed: '' },
  networkIsolation: true, acceptEula: false, acceptDeprecated: false, acceptVulnerable: false, environment: {}, volumeSizeGB: 0,
  downloadTimeoutS: 0, startupTimeoutS: 0, inferenceAmi: '', variantName: 'AllTraffic', fallbackTypes: [], provisionTimeoutS: 0,
};

/** The role that the form asks for, `''` where none is chosen. */
export function chosenRole(form: DeploymentForm, defaultRole: string | undefined): string {
  if (form.role.mode === 'default') return defaultRole ?? '';
  return (form.role.mode === 'find' ? form.role.found : form.role.typed).trim();
}

export function chosenKey(form: DeploymentForm): string {
  if (form.key.mode === 'default') return '';
  return (form.key.mode === 'find' ? form.key.found : form.key.typed).trim();
}

export interface ChosenVpc {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** Undefined where the deployment asks for no VPC. */
export function chosenVpc(form: DeploymentForm): ChosenVpc | undefined {
  const { vpc } = form;
  if (vpc.mode === 'none') return undefined;
  if (vpc.mode === 'find') return { subnets: vpc.subnets, securityGroups: vpc.securityGroups };
  return { subnets: splitIds(vpc.typedSubnets), securityGroups: splitIds(vpc.typedSecurityGroups) };
}

/** Ids as people paste them: separated by commas, semicolons, white space, with or without quotes and brackets. */
export function splitIds(text: string): string[] {
  return text.split(/[\s,;"'[\]]+/).filter((id) => id !== '');
}
