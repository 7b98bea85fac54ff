import type { Service } from '../core/service.js';
import { sagemaker } from './sagemaker/index.js';
import { sts } from './sts.js';

/** Services of JSON 1.1 by the prefix of their X-Amz-Target. */
export const jsonServices: ReadonlyMap<string, Service> = new Map([['SageMaker', sagemaker]]);

/** Services of the Query protocols by the name in the credential scope. */
export const queryServices: ReadonlyMap<string, { service: Service; version: string; namespace: string }> = new Map([
  ['sts', { service: sts, version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' }],
]);
