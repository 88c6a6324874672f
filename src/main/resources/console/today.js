/** The first screen: how the day goes and what needs a person. Every figure is a link to what it counts. */
import { api } from '../../pages/assets/api.js';
import { day as dayText, html, link, loading, money, nothing, number, percent, problemNote, sum, t, time, words } from './parts.js';
import { utcNote } from './ranges.js';

const DAY = 86400000;
const EVERY = 60000;

/** Orders that wait for the shop, in the order in which they are worked on. */
const OPEN = ['pending', 'verified', 'processing', 'shipped', 'delivered'];

export async function screen(context) {
  const admin = context.user.role === 'admin';
  const data = {};

  /** Loads one part and draws the screen again; what fails is told in its own place alone. */
  async function load(name, call) {
    try {
      data[name] = { value: await call() };
    } catch (problem) {
      data[name] = { problem };
    }
    draw();
  }

  async function refresh() {
    const today = new Date();
    const days = { first: dayOf(today - 13 * DAY), last: dayOf(today), next: dayOf(+today + DAY) };
    const begin = `${days.last}T00:00:00Z`;
    const get = (path) => api.get(path, { signal: context.signal });
    await Promise.all([
      load('days', async () => ({ ...(await get(`/api/v1/orders/summary?by=day&from=${days.first}&to=${days.next}`)), ...days })),
      load('ends', async () => ({ ...(await get(`/api/v1/orders/summary?by=status&from=${days.last}&to=${days.next}`)), ...days })),
      load('open', () => get('/api/v1/orders/summary?by=status')),
      load('funnel', () => get(`/api/v1/sms/funnel?by=purpose&from=${begin}`)),
      load('stats', () => get(`/api/v1/sms/stats?step=hour&from=${begin}`)),
      ...(admin
        ? [
            load('guard', () => get('/api/v1/sms/guard')),
            load('flags', () => get('/api/v1/payments/flagged?limit=100')),
            load('parked', () => get('/api/v1/outbox/parked?limit=100')),
            load('endpoints', () => get('/api/v1/webhooks/endpoints')),
          ]
        : []),
    ]);
  }

  const draw = () =>
    context.show(html`
      <div class="figures">${part('days', ordersToday)}${part('ends', ends)}</div>
      ${part('days', lastDays)}
      <section aria-labelledby="open-orders">
        <h2 id="open-orders">${t('console.today.open')}</h2>
        ${part('open', openOrders)}
      </section>
      <section aria-labelledby="conversion">
        <h2 id="conversion">${t('console.today.conversion')}</h2>
        ${part('funnel', conversion)}
      </section>
      <section aria-labelledby="texts">
        <h2 id="texts">${t('console.today.texts')}</h2>
        <div class="figures">${part('funnel', textsSent)}${admin ? part('guard', spending) : nothing}</div>
      </section>
      <section aria-labelledby="attention">
        <h2 id="attention">${t('console.today.attention')}</h2>
        <div class="figures">
          ${admin ? html`${part('flags', flagged)}${part('parked', parked)}${part('endpoints', failing)}` : nothing}
          ${part('stats', paused)}
        </div>
      </section>
    `);

  function part(name, view) {
    const { value, problem } = data[name] ?? {};
    return problem ? problemNote(problem, refresh) : value ? view(value) : loading();
  }

  await refresh();
  const seen = () => document.hidden || refresh();
  const timer = setInterval(seen, EVERY);
  document.addEventListener('visibilitychange', seen, { signal: context.signal });
  context.signal.addEventListener('abort', () => clearInterval(timer));
}

const dayOf = (moment) => new Date(moment).toISOString().slice(0, 10);

/** A figure with its words, as a link to what it counts. */
export function figure({ value, label, more = nothing, to, kind = '' }) {
  return html`<a class="figure ${kind}" href=${to}><span class="value">${value}</span><span>${label}</span>${more}</a>`;
}

function ordersToday({ items, last }) {
  const today = items.filter((one) => one.key === last);
  const before = items.filter((one) => one.key === dayOf(Date.parse(last) - DAY));
  const placed = count(today, 'orders');
  const to = link('/orders', { from: last, to: last });
  return html`
      ${figure({
        value: number(placed),
        label: t('console.today.placed'),
        more: html`<span class="faint">${t('console.today.yesterday', { count: number(count(before, 'orders')) })}</span>`,
        to,
      })}
      ${today.map((one) =>
        figure({
          value: money(one.total_amount, one.currency),
          label: t('console.today.worth'),
          more: one.undone_orders
            ? html`<span class="faint">${t('console.today.undone', { amount: money(one.undone_amount, one.currency) })}</span>`
            : nothing,
          to,
        }),
      )}
  `;
}

/** Orders of today that have ended otherwise than they should. */
const ends = ({ items, last }) =>
  ['cancelled', 'returned', 'refused']
    .map((status) => ({ status, orders: count(items.filter((one) => one.key === status), 'orders') }))
    .filter(({ orders }) => orders)
    .map(({ status, orders }) => figure({ value: number(orders), label: words('state', status), to: link('/orders', { status, from: last, to: last }) }));

const lastDays = ({ items, first, last }) => html`${bars(items, first, last)}
  ${utcNote()}`;

const count = (items, what) => items.reduce((total, one) => total + one[what], 0);

/** Orders of the last two weeks: a row of bars, each of which is a link to its day. */
function bars(items, first, last) {
  const days = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY) {
    const day = dayOf(at);
    days.push({ day, orders: count(items.filter((one) => one.key === day), 'orders') });
  }
  const most = Math.max(1, ...days.map((one) => one.orders));
  const short = (day) => time(`${day}T12:00:00Z`, { day: 'numeric' });
  return html`<ol class="bars" aria-label=${t('console.today.days')}>${days.map(
    ({ day, orders }) => html`<li><a href=${link('/orders', { from: day, to: day })} aria-label="${dayText(day)}: ${number(orders)}">
      <span class="count">${number(orders)}</span><svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true"><rect width="10" y=${100 - (100 * orders) / most} height=${(100 * orders) / most}></rect></svg>
      <span class="day">${short(day)}</span></a></li>`,
  )}</ol>`;
}

function openOrders({ items }) {
  return html`<div class="figures">${OPEN.map((status) => {
    const these = items.filter((one) => one.key === status);
    const sums = these.map((one) => money(one.total_amount, one.currency)).join(' · ');
    return figure({
      value: number(count(these, 'orders')),
      label: words('state', status),
      more: sums ? html`<span class="faint">${sums}</span>` : nothing,
      to: link('/orders', { status }),
    });
  })}</div>`;
}

function conversion({ items }) {
  const orders = items.find((one) => one.key === 'order') ?? { codes: 0, delivered: 0, verified: 0, orders: 0 };
  const to = link('/funnel', { purpose: 'order' });
  return html`<div class="figures">
    ${figure({ value: percent(orders.orders, orders.codes), label: t('console.today.converted'), to })}
    ${figure({ value: number(orders.codes), label: t('console.today.started'), to })}
    ${figure({ value: number(orders.delivered), label: t('console.today.arrived'), more: html`<span class="faint">${percent(orders.delivered, orders.codes)}</span>`, to })}
    ${figure({ value: number(orders.orders), label: t('console.today.confirmed'), more: html`<span class="faint">${percent(orders.orders, orders.codes)}</span>`, to })}
  </div>`;
}

function textsSent({ items }) {
  const costs = items.map((one) => one.cost).filter((cost) => cost != null);
  return html`
    ${figure({ value: number(count(items, 'texts')), label: t('console.today.sent'), to: '#/texts' })}
    ${costs.length ? figure({ value: number(sum(costs)), label: t('console.today.cost'), to: '#/texts' }) : nothing}
  `;
}

function spending({ enabled, mode, daily_cap: cap, spent_today: spent }) {
  const share = cap && Number(cap) > 0 ? Number(spent) / Number(cap) : 0;
  return html`
    ${enabled ? nothing : figure({ value: t('console.today.off'), label: t('console.today.switchedoff'), to: '#/texts', kind: 'bad' })}
    ${cap
      ? figure({
          value: html`${number(spent)} <span class="faint">/ ${number(cap)}</span>`,
          label: t('console.today.cap'),
          more: html`<meter aria-label=${t('console.today.cap')} min="0" max="1" low="0.7" high="0.9" optimum="0" value=${Math.min(1, share)}>${percent(share, 1)}</meter>
            <span class="faint">${percent(share, 1)}${mode === 'observe' ? ` · ${t('console.today.observed')}` : ''}</span>`,
          to: '#/texts',
          kind: share >= 0.9 ? 'bad' : '',
        })
      : figure({ value: '–', label: t('console.today.nocap'), to: '#/texts' })}
  `;
}

const some = (page, items = page.items) => `${number(items.length)}${page.next_cursor ? '+' : ''}`;

const needs = (items) => (items.length ? 'bad' : '');

function flagged(page) {
  const open = page.items.filter((flag) => !flag.resolved_at);
  return figure({ value: some(page, open), label: t('console.today.flagged'), to: link('/attention', { show: 'flags' }), kind: needs(open) });
}

const parked = (page) =>
  figure({ value: some(page), label: t('console.today.parked'), to: link('/attention', { show: 'parked' }), kind: needs(page.items) });

function failing({ items }) {
  const bad = items.filter((endpoint) => !endpoint.active || endpoint.failing_since);
  return figure({ value: number(bad.length), label: t('console.today.failing'), to: '#/webhooks', kind: needs(bad) });
}

/** Countries in which codes were refused today because a budget was used up. */
function paused({ refused }) {
  const countries = [
    ...new Set(refused.filter((one) => one.enforced && ['country_budget', 'spend_cap', 'switched_off'].includes(one.reason)).map((one) => one.country)),
  ];
  return figure({
    value: number(countries.length),
    label: t('console.today.paused'),
    more: countries.length ? html`<span class="faint">${countries.join(', ')}</span>` : nothing,
    to: '#/texts',
    kind: needs(countries),
  });
}
