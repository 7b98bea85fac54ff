import type { CardFacts } from '../cardFacts.js';
import { cardFacts } from '../cardFacts.js';
import { byIndex, h, icon, keyed, type Part, show, text } from '../dom.js';
import { button, dropdown } from '../fields.js';
import { account } from '../format.js';
import type { Actions, View } from '../view.js';
import { t } from '../../../src/shared/l10n.js';

/** Who the model is, which version, and where it will go. */
export function header(actions: Actions): Part<View> {
  const name = h('h1', { tabindex: '-1' });
  const subtitle = h('p', { class: 'subtitle' });
  const id = h('code', { class: 'mono' });
  const copyId = button({ text: t('Copy the model id'), kind: 'icon', icon: 'copy', onClick: () => actions.copy(id.textContent) });
  const version = dropdown(t('Model version'), (value) => actions.edit({ modelVersion: value, acceptDeprecated: false, acceptVulnerable: false }));
  const upstream = button({ text: t('Model card'), kind: 'icon', icon: 'link-external', onClick: () => actions.openLink('upstream') });
  const notebook = button({ text: t('AWS\'s original notebook'), kind: 'icon', icon: 'notebook', onClick: () => actions.openLink('originalNotebook') });
  const facts = h('span', { class: 'facts' });
  const drawFacts = keyed<string>(facts, byIndex, () => {
    const element = h('span', { class: 'fact' });
    return { element, update: (fact) => text(element, fact) };
  });
  const place = where(actions);
  const emulated = h('p', { class: 'emulated' }, icon('beaker'), h('strong', {}, t('Emulator – not AWS')), h('span', {}, t('Nothing is created in AWS and nothing is billed.')));
  const element = h('header', { class: 'top' }, emulated,
    h('div', { class: 'title-line' }, name, subtitle),
    h('div', { class: 'meta-line' }, h('span', { class: 'ids' }, h('span', { class: 'copyable' }, id, copyId.element), upstream.element, notebook.element), h('span', { class: 'version' }, h('span', { class: 'label' }, t('Version')), version.element), facts),
    place.element);
  return {
    element,
    update: (view) => {
      const { card, connection, deployment } = view.state;
      const shown: CardFacts = cardFacts(card);
      text(name, shown.name);
      text(subtitle, shown.subtitle);
      text(id, card.id);
      copyId.update({});
      const { modelVersion } = view.form;
      const versions = shown.versions.some(({ value }) => value === modelVersion) ? shown.versions : [{ value: modelVersion, text: modelVersion }, ...shown.versions];
      version.update({ value: modelVersion, choices: versions, disabled: deployment !== null });
      drawFacts(shown.facts);
      show(upstream.element, card.hasUpstream);
      show(notebook.element, card.hasNotebook);
      show(emulated, connection.emulated);
      place.update(view);
    },
  };
}

function where(actions: Actions): Part<View> {
  const profile = button({ text: t('Change the profile'), kind: 'icon', icon: 'edit', onClick: () => actions.remedy({ kind: 'switchProfile' }) });
  const region = button({ text: t('Change the region'), kind: 'icon', icon: 'edit', onClick: () => actions.remedy({ kind: 'switchRegion' }) });
  const who = h('span');
  const place = h('span');
  const element = h('p', { class: 'where' },
    h('span', { class: 'chip' }, icon('account'), who, profile.element), h('span', { class: 'chip' }, icon('globe'), place, region.element));
  return {
    element,
    update: ({ state: { connection, deployment } }) => {
      const { profile: name, accountId, status } = connection;
      const known = [name, accountId === null ? null : t('account {0}', account(accountId))].filter((part) => part !== null).join(' · ');
      const words = { connecting: t('Signing in…'), connected: known, signedOut: t('Not signed in'), expired: t('Sign-in expired'), failed: t('Not signed in') };
      text(who, status === 'connected' || known === '' ? words[status] : `${words[status]} · ${known}`);
      text(place, connection.region);
      for (const change of [profile, region]) {
        change.update({});
        show(change.element, deployment === null);
      }
    },
  };
}
