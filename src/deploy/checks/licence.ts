import type { CheckRow } from '../../shared/protocol.js';
import { isPackage } from '../plan.js';
import type { Subject } from './fact.js';
import { ok, problem, remedy, unknown } from './row.js';

export function licenceRows({ spec, resolution, form }: Subject): CheckRow[] {
  return [
    ...(resolution.gated && !isPackage(resolution) ? [form.acceptEula ? ok('eula', 'Licence accepted') : problem('eula', 'The licence is not accepted yet: read it below and tick the box.')] : []),
    // no API tells it before CreateModel does
    ...(spec.subscription ? [unknown('subscription', 'Marketplace subscription: not known. SageMaker refuses the model where your account is not subscribed.',
      'AWS tells with CreateModel alone. Your account\'s subscriptions are listed in AWS Marketplace (aws-marketplace:ViewSubscriptions): look for the model there, or open its page and subscribe.',
      remedy('Open its Marketplace page', { kind: 'openSubscription' }))] : []),
  ];
}
