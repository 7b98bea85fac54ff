import type { Service } from '../core/service.js';
import { autoscaling } from './autoscaling/index.js';
import { cloudWatch } from './cloudwatch/index.js';
import { ec2 } from './ec2/index.js';
import { iam } from './iam/index.js';
import { kms } from './kms/index.js';
import { logs } from './logs.js';
import { marketplace } from './marketplace.js';
import { pricing } from './pricing.js';
import { sagemaker } from './sagemaker/index.js';
import { serviceQuotas } from './serviceQuotas.js';
import { sts } from './sts.js';
import { tagging } from './tagging.js';

/** Services of JSON 1.0 and 1.1 by the prefix of their X-Amz-Target. */
export const jsonServices: ReadonlyMap<string, Service> = new Map([
  ['SageMaker', sagemaker], ['TrentService', kms], ['ServiceQuotasV20190624', serviceQuotas], ['AWSPriceListService', pricing],
  ['ResourceGroupsTaggingAPI_20170126', tagging], ['Logs_20140328', logs], ['GraniteServiceVersion20100801', cloudWatch], ['AnyScaleFrontendService', autoscaling], ['AWSMPCommerceService_v20200301', marketplace],
]);

/** Services of the Query protocols by the name in the credential scope. */
export const queryServices: ReadonlyMap<string, { service: Service; version: string; namespace: string }> = new Map([
  ['sts', { service: sts, version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' }],
  ['iam', { service: iam, version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' }],
  ['ec2', { service: ec2, version: '2016-11-15', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' }],
]);
