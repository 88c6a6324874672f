/** The audit: what happened to accounts, newest first. Its filters are its address. */
import { api } from '../../pages/assets/api.js';
import { dateRange, nextDay } from './ranges.js';
import { field, html, link, nothing, pages, submits, t, table, time, words } from './parts.js';

const EVENTS = [
  'registered', 'login', 'login-failed', 'logout', 'logout-all', 'refresh-token-reused', 'role-changed', 'deactivated', 'reactivated', 'email-changed',
  'password-changed', 'password-reset', 'phone-changed', 'phone-reclaimed', 'account-erased', 'payment-link-sent', 'session-ended', 'second-factor-added',
  'second-factor-removed', 'second-factor-reset', 'second-factor-proven', 'second-factor-failed', 'recovery-codes-renewed', 'passkey-cloned',
  'prices-changed', 'staff-invited', 'invitation-withdrawn',
];
const NAMES = ['event', 'actor_id', 'subject_id', 'from', 'to'];

export async function screen(context) {
  const filter = Object.fromEntries([...context.query].filter(([name]) => NAMES.includes(name)));

  const list = pages({
    load: (cursor) => {
      const { from, to, ...rest } = filter;
      const query = { ...rest, limit: 50 };
      if (from || to) {
        const range = dateRange({ from, to }, 1, 100000);
        query.from = from && `${range.from}T00:00:00Z`;
        query.to = `${nextDay(range.to)}T00:00:00Z`;
      }
      query.cursor = cursor;
      return api.get(`/api/v1/audit?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`, { signal: context.signal });
    },
    view,
    changed: draw,
  });

  function draw() {
    context.show(html`
      <form class="range" @submit=${submits(async (given) => context.go('/audit', { ...filter, event: '', from: '', to: '', ...given }))}>
        ${field({ label: t('console.audit.event'), name: 'event', type: 'select', value: filter.event ?? '', plain: true, options: [['', t('console.orders.all')], ...EVENTS.map((event) => [event, words('event', event)])] })}
        ${field({ label: t('console.orders.from'), name: 'from', type: 'date', value: filter.from ?? '', plain: true })}
        ${field({ label: t('console.orders.to'), name: 'to', type: 'date', value: filter.to ?? '', plain: true })}
        <button type="submit">${t('console.range.show')}</button>
      </form>
      ${['actor_id', 'subject_id'].some((name) => filter[name])
        ? html`<ul class="filters" aria-label=${t('console.funnel.filters')}>${['actor_id', 'subject_id']
            .filter((name) => filter[name])
            .map((name) => html`<li><a href=${link('/audit', { ...filter, [name]: '' })} aria-current="true" title=${t('console.funnel.clear')}>${t(`console.audit.${name}`)}: ${filter[name].slice(-12)} ✕</a></li>`)}</ul>`
        : nothing}
      ${list.template()}
    `);
  }

  const person = (id) => (id ? html`<a href=${link(`/people/${id}`)} title=${id}><code>${id.slice(-12)}</code></a>` : '–');

  function view(items) {
    return table({
      caption: t('console.audit.title'),
      empty: t('console.audit.none'),
      rows: items,
      columns: [
        { title: t('console.webhooks.at'), cell: (event) => html`<span class="nowrap">${time(event.at)}</span>` },
        { title: t('console.audit.event'), cell: (event) => html`<a href=${link('/audit', { ...filter, event: event.event })}>${words('event', event.event)}</a>` },
        { title: t('console.audit.subject_id'), cell: (event) => person(event.subject_id) },
        { title: t('console.audit.actor_id'), cell: (event) => (event.actor_id === event.subject_id ? html`<span class="faint">${t('console.audit.self')}</span>` : person(event.actor_id)) },
        { title: t('console.audit.detail'), cell: (event) => details(event.detail) },
        { title: t('console.audit.address'), cell: (event) => html`<code>${event.address}</code>` },
      ],
    });
  }

  await list.start();
}

const details = (detail) => Object.entries(detail ?? {}).map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(', ') || '–';
