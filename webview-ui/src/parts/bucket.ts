import { combobox } from '../controls/combobox.js';
import { group } from '../controls/group.js';
import { itemsOf, listMessage, isLoading } from '../controls/lists.js';
import { listNotice } from '../controls/listNotice.js';
import { h, type Part, show } from '../dom.js';
import { radios } from '../fields.js';
import { adminMessage } from '../lookups.js';
import { t } from '../../../src/shared/l10n.js';
import type { Lists, ResolvedView } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

/** Where SageMaker reads the model from: JumpStart's bucket, or a copy in one of the account's own. */
export function bucket(actions: Actions): Part<View> {
  let now: View | undefined;
  const title = t('S3 bucket for model artifacts');
  const heading = h('span', { class: 'label' }, title);
  const mode = radios(title, [{ value: 'own', text: t('JumpStart\'s own') }, { value: 'copy', text: t('Copy into a bucket') }], (value) => {
    actions.setCopyArtifacts(value === 'copy');
  });
  const field = combobox({
    label: t('Bucket'), placeholder: t('Bucket name'), free: true,
    onChange: (artifactBucket) => actions.edit({ artifactBucket }, { typing: true }), onLeave: () => actions.leave('artifactBucket'),
  });
  const notice = listNotice((kind) => actions.lookUp(kind), (action) => { if (now) actions.copy(adminMessage(action, t('list the account\'s S3 buckets'), now.state.connection)); });
  const chosen = h('div', { class: 'indent' }, field.element);
  const box = group('artifactBucket', heading, mode.element, chosen);
  box.element.append(notice.element);
  return {
    element: box.element,
    update: (view) => {
      now = view;
      const { state: { lists: { buckets }, resolved, card, recent: used }, form, shown } = view;
      const copy = view.copyArtifacts || form.artifactBucket !== '';
      show(box.element, !card.marketplace || copy);
      // there is nothing to choose between where the model cannot be used as it lies
      show(heading, resolved.artifactApart);
      show(mode.element, !resolved.artifactApart);
      mode.update({ value: copy ? 'copy' : 'own' });
      show(chosen, copy);
      field.update({
        value: form.artifactBucket, message: listMessage(buckets, t('You have no bucket in {0}, the region that you deploy into.', view.state.connection.region)), invalid: shown.artifactBucket !== undefined, errorId: box.errorId,
        entries: bucketNames(buckets, used.buckets).map((name) => ({ value: name, text: name })),
      });
      notice.update({ lists: copy ? [{ kind: 'buckets', list: buckets }] : [], instead: t('Type the bucket\'s name instead.') });
      box.update({ error: shown.artifactBucket, loading: copy && isLoading(buckets), help: help(copy, resolved, view.state.connection.region) });
    },
  };
}

/** Where the list was refused, those that were used before. */
function bucketNames(buckets: Lists['buckets'], used: readonly string[]): readonly string[] {
  return buckets.status === 'denied' || buckets.status === 'failed' ? used : itemsOf(buckets).map(({ name }) => name);
}

function help(copy: boolean, { artifactApart, artifactGated, draftModels }: ResolvedView, region: string): string {
  if (artifactGated) return t('The model is gated: SageMaker reads it from a bucket that nobody else may read, so it cannot be copied.');
  if (artifactApart) return t('The model\'s weights and its code lie in separate archives. Before the model is created they are packed into one on this machine and stored in this bucket, which has to be in {0}.', region);
  if (!copy) return t('SageMaker reads the model from JumpStart\'s bucket in this region. Nothing is copied.');
  const copied = t('Before the model is created, its artifacts are copied into this bucket, which has to be in {0}.', region);
  return draftModels ? `${copied} ${t('What the inference config adds, such as a draft model, stays in AWS\'s bucket.')}` : copied;
}
