import type { ModelSpec } from '../../catalog/spec.js';
import { t } from '../../shared/l10n.js';
import type { CheckRow } from '../../shared/protocol.js';
import { isPackage } from '../plan.js';
import { type Ask, type Fact, type Subject, unasked } from './fact.js';
import { ok, problem, remedy, unanswered, unknown } from './row.js';

export interface LicenceFacts {
  /** Whether the account has an active agreement on the model's product in AWS Marketplace. */
  readonly subscribed: Fact<boolean>;
}

export function licenceFacts({ spec }: Subject, ask: Ask): LicenceFacts {
  const product = spec.subscription?.productId;
  return { subscribed: product === undefined ? unasked(t('the model names no product.')) : ask(`subscription ${product}`, ({ account }, signal) => account.subscribed(product, signal)) };
}

export function licenceRows({ spec, resolution, form }: Subject, { subscribed }: LicenceFacts): CheckRow[] {
  return [
    ...(resolution.gated && !isPackage(resolution) ? [form.acceptEula ? ok('eula', t('Licence accepted')) : problem('eula', t('The licence is not accepted yet: read it below and tick the box.'))] : []),
    ...(spec.subscription ? [subscriptionRow(spec.subscription, subscribed)] : []),
  ];
}

function subscriptionRow({ productId }: NonNullable<ModelSpec['subscription']>, subscribed: Fact<boolean>): CheckRow {
  const page = remedy(t('Open its Marketplace page'), { kind: 'openSubscription' });
  if (productId === undefined) {
    return unknown('subscription', t('Marketplace subscription: not known. SageMaker refuses the model where your account is not subscribed.'),
      t('The model\'s spec names no product that could be looked for (aws-marketplace:SearchAgreements): open its page in AWS Marketplace and see whether you are subscribed.'), page);
  }
  if (subscribed.status !== 'known') {
    const row = unanswered('subscription', t('Marketplace subscription'), subscribed);
    return { ...row, remedies: [...row.remedies, page] };
  }
  return subscribed.value ? ok('subscription', t('Your account is subscribed to the model in AWS Marketplace'))
    : problem('subscription', t('Your account has no active subscription to the model in AWS Marketplace: SageMaker would refuse it. Subscribe on its page, then check again.'), page, remedy(t('Check again'), { kind: 'retry' }));
}
