/** From codes that were sent to orders, over time and by country, provider and purpose. Its filters are its address. */
import { api } from '../../pages/assets/api.js';
import { language } from '../../pages/assets/texts.js';
import { chart } from './chart.js';
import { dateRange, daysOf, nextDay, rangeForm } from './ranges.js';
import { day as dayText, html, link, loading, nothing, number, percent, problemNote, sum, t, table, words } from './parts.js';
import { figure } from './today.js';

const KEYS = ['country', 'provider', 'purpose'];
const LINES = [
  ['codes', 'accent'],
  ['delivered', 'faint'],
  ['verified', 'warn'],
  ['orders', 'ink'],
];

export async function screen(context) {
  const filter = Object.fromEntries(context.query);
  const by = KEYS.includes(filter.by) ? filter.by : 'country';
  const range = dateRange(filter, 30);
  const limits = { from: `${range.from}T00:00:00Z`, to: `${nextDay(range.to)}T00:00:00Z` };
  let days;
  let groups;
  let problem;

  const get = (key) => {
    const used = Object.fromEntries(KEYS.filter((one) => filter[one]).map((one) => [one, filter[one]]));
    return api.get(`/api/v1/sms/funnel?${new URLSearchParams({ by: key, ...limits, ...used })}`, { signal: context.signal });
  };

  async function load() {
    problem = undefined;
    try {
      const [overTime, divided] = await Promise.all([get('day'), get(by)]);
      days = filled(overTime.items, range);
      groups = divided.items;
    } catch (failure) {
      problem = failure;
    }
    draw();
    const place = document.getElementById('chart');
    if (place && days?.some((one) => one.codes)) {
      const lines = LINES.map(([name, color]) => ({ label: t(`console.funnel.${name}`), color, values: days.map((one) => one[name]) }));
      await chart(place, { days: days.map((one) => one.key), lines }, context.signal);
    }
  }

  const draw = () =>
    context.show(html`
      ${rangeForm('/funnel', filter, range, context)}
      ${filters()}
      ${problem ? problemNote(problem, load) : days ? view() : loading()}
    `);

  /** What is filtered by, each as a link that takes the filter away. */
  const filters = () => {
    const used = KEYS.filter((key) => filter[key]);
    return used.length
      ? html`<ul class="filters" aria-label=${t('console.funnel.filters')}>${used.map(
          (key) => html`<li><a href=${link('/funnel', { ...filter, [key]: '' })} aria-current="true" title=${t('console.funnel.clear')}>${t(`console.funnel.by.${key}`)}: ${name(key, filter[key])} ✕</a></li>`,
        )}</ul>`
      : nothing;
  };

  const view = () => {
    const all = total(groups);
    return html`
      <div class="figures">
        ${figure({ value: number(all.codes), label: t('console.funnel.codes'), to: link('/texts', range) })}
        ${figure({ value: percent(all.delivered, all.codes), label: t('console.funnel.delivered'), more: html`<span class="faint">${number(all.delivered)}</span>`, to: link('/texts', range) })}
        ${figure({ value: percent(all.verified, all.codes), label: t('console.funnel.verified'), more: html`<span class="faint">${number(all.verified)}</span>`, to: link('/funnel', { ...filter, by: 'purpose' }) })}
        ${figure({ value: percent(all.orders, all.codes), label: t('console.funnel.orders'), more: html`<span class="faint">${number(all.orders)}</span>`, to: link('/orders', range) })}
        ${all.cost == null ? nothing : figure({ value: cost(all.cost), label: t('console.funnel.cost'), more: all.orders ? html`<span class="faint">${t('console.funnel.each', { amount: cost((all.cost / all.orders).toFixed(4)) })}</span>` : nothing, to: link('/texts', range) })}
      </div>
      <section aria-labelledby="over-time">
        <h2 id="over-time">${t('console.funnel.overtime')}</h2>
        ${days.some((one) => one.codes)
          ? html`<ul class="legend" aria-hidden="true">${LINES.map(([line, color], at) => html`<li class="line-${at} ${color}">${t(`console.funnel.${line}`)}</li>`)}</ul>
              <div id="chart" class="chart" aria-hidden="true"></div>
              <details><summary>${t('console.funnel.astable')}</summary>${steps([...days].reverse(), 'day')}</details>`
          : html`<p class="empty">${t('console.funnel.none')}</p>`}
      </section>
      <section aria-labelledby="divided">
        <h2 id="divided">${t('console.funnel.divided')}</h2>
        <ul class="filters" aria-label=${t('console.funnel.divided')}>${KEYS.map(
          (key) => html`<li><a href=${link('/funnel', { ...filter, by: key })} aria-current=${key === by ? 'true' : nothing}>${t(`console.funnel.by.${key}`)}</a></li>`,
        )}</ul>
        ${steps([...groups].sort((one, other) => other.texts - one.texts), by)}
      </section>
    `;
  };

  const steps = (rows, key) =>
    table({
      caption: t(key === 'day' ? 'console.funnel.overtime' : 'console.funnel.divided'),
      empty: t('console.funnel.none'),
      rows,
      columns: [
        {
          title: t(`console.funnel.by.${key}`),
          cell: (row) => html`<a href=${link('/funnel', key === 'day' ? { ...filter, from: row.key, to: row.key } : { ...filter, [key]: row.key })}>${name(key, row.key)}</a>`,
        },
        { title: t('console.funnel.texts'), number: true, cell: (row) => number(row.texts) },
        { title: t('console.funnel.codes'), number: true, cell: (row) => number(row.codes) },
        ...['delivered', 'verified', 'orders'].map((step) => ({
          title: t(`console.funnel.${step}`),
          number: true,
          cell: (row) => html`${number(row[step])} <span class="faint">${row.codes ? percent(row[step], row.codes) : ''}</span>`,
        })),
        ...(rows.some((row) => row.cost != null) ? [{ title: t('console.funnel.cost'), number: true, cell: (row) => cost(row.cost ?? '0') }] : []),
      ],
    });

  draw();
  await load();
}

/** Money of the operator's price list, which names no currency, with all of its decimals. */
export const cost = (amount) => new Intl.NumberFormat(language, { minimumFractionDigits: (String(amount).split('.')[1] ?? '').length }).format(amount);

/** The words of a key: a day, the name of a country, a provider, a purpose. */
export function name(key, value) {
  if (key === 'day') {
    return dayText(value);
  }
  return key === 'country' ? countryName(value) : key === 'purpose' ? words('funnel.purpose', value) : value;
}

export function countryName(code) {
  try {
    return /^[A-Z]{2}$/.test(code) ? `${new Intl.DisplayNames([language], { type: 'region' }).of(code)} (${code})` : code;
  } catch {
    return code;
  }
}

/** A row for each day, also for those without a text. */
function filled(items, range) {
  const known = new Map(items.map((item) => [item.key, item]));
  return daysOf(range).map((key) => known.get(key) ?? { key, texts: 0, codes: 0, delivered: 0, verified: 0, orders: 0 });
}

function total(items) {
  const add = (name) => items.reduce((all, item) => all + item[name], 0);
  const costs = items.map((item) => item.cost).filter((cost) => cost != null);
  return { codes: add('codes'), delivered: add('delivered'), verified: add('verified'), orders: add('orders'), cost: costs.length ? sum(costs) : undefined };
}
