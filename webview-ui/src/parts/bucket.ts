import { combobox } from '../controls/combobox.js';
import { group } from '../controls/group.js';
import { itemsOf, listMessage, isLoading } from '../controls/lists.js';
import { listNotice } from '../controls/listNotice.js';
import { h, type Part, show } from '../dom.js';
import { radios } from '../fields.js';
import { adminMessage } from '../lookups.js';
import type { Lists } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

/** Where SageMaker reads the model from: JumpStart's bucket, or a copy in one of the account's own. */
export function bucket(actions: Actions): Part<View> {
  let now: View | undefined;
  const mode = radios('S3 bucket for model artifacts', [{ value: 'own', text: 'JumpStart\'s own' }, { value: 'copy', text: 'Copy into a bucket' }], (value) => {
    actions.setCopyArtifacts(value === 'copy');
  });
  const field = combobox({
    label: 'Bucket', placeholder: 'Bucket name', free: true,
    onChange: (artifactBucket) => actions.edit({ artifactBucket }, { typing: true }), onLeave: () => actions.leave('artifactBucket'),
  });
  const notice = listNotice((kind) => actions.lookUp(kind), (action) => { if (now) actions.copy(adminMessage(action, 'list the account\'s S3 buckets', now.state.connection)); });
  const chosen = h('div', { class: 'indent' }, field.element);
  const box = group('artifactBucket', mode.element, chosen);
  box.element.append(notice.element);
  return {
    element: box.element,
    update: (view) => {
      now = view;
      const { state: { lists: { buckets }, resolved, card, recent: used }, form, shown } = view;
      const copy = view.copyArtifacts || form.artifactBucket !== '';
      show(box.element, !card.marketplace || copy);
      mode.update({ value: copy ? 'copy' : 'own' });
      show(chosen, copy);
      field.update({
        value: form.artifactBucket, message: listMessage(buckets, 'There are no buckets in this account.'), invalid: shown.artifactBucket !== undefined, errorId: box.errorId,
        entries: bucketNames(buckets, used.buckets).map((name) => ({ value: name, text: name })),
      });
      notice.update({ lists: copy ? [{ kind: 'buckets', list: buckets }] : [], instead: 'Type the bucket\'s name instead.' });
      box.update({ error: shown.artifactBucket, loading: copy && isLoading(buckets), help: help(copy, resolved.artifactGated) });
    },
  };
}

/** Where the list was refused, those that were used before. */
function bucketNames(buckets: Lists['buckets'], used: readonly string[]): readonly string[] {
  return buckets.status === 'denied' || buckets.status === 'failed' ? used : itemsOf(buckets).map(({ name }) => name);
}

function help(copy: boolean, gated: boolean): string {
  if (gated) return 'The model is gated: SageMaker reads it from a bucket that nobody else may read, so it cannot be copied.';
  return copy ? 'Before the model is created, its artifacts are copied into this bucket, in the region that you deploy into.'
    : 'SageMaker reads the model from JumpStart\'s bucket in this region. Nothing is copied.';
}
