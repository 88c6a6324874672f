/** Texts: the guard that keeps their costs, what they cost, what came of them and which were refused. */
import { api } from '../../pages/assets/api.js';
import { cost, countryName } from './funnel.js';
import { dateRange, nextDay, rangeForm } from './ranges.js';
import { ask, badge, does, html, link, loading, nothing, number, percent, problemNote, t, table, toast, words } from './parts.js';

export async function screen(context) {
  const admin = context.user.role === 'admin';
  const filter = Object.fromEntries(context.query);
  const range = dateRange(filter, 7);
  let guard;
  let stats;
  let problem;

  async function load() {
    problem = undefined;
    const query = new URLSearchParams({ step: 'day', from: `${range.from}T00:00:00Z`, to: `${nextDay(range.to)}T00:00:00Z` });
    try {
      [guard, stats] = await Promise.all([
        admin ? api.get('/api/v1/sms/guard', { signal: context.signal }) : undefined,
        api.get(`/api/v1/sms/stats?${query}`, { signal: context.signal }),
      ]);
    } catch (failure) {
      problem = failure;
    }
    draw();
  }

  const draw = () =>
    context.show(
      problem
        ? problemNote(problem, load)
        : stats
          ? html`
              ${guard ? guardCard() : nothing}
              <section aria-labelledby="stats">
                <h2 id="stats">${t('console.texts.stats')}</h2>
                ${rangeForm('/texts', filter, range, context)}
                <p><a href=${link('/funnel', range)}>${t('console.texts.tofunnel')}</a></p>
                ${sent()}
              </section>
              <section aria-labelledby="refusals">
                <h2 id="refusals">${t('console.texts.refusals')}</h2>
                ${refused()}
              </section>
              ${guard ? prices() : nothing}
            `
          : loading(),
    );

  const turn = (enabled) =>
    does(() =>
      ask({
        title: t(enabled ? 'console.texts.turnon' : 'console.texts.turnoff'),
        text: t(enabled ? 'console.texts.turnontext' : 'console.texts.turnofftext'),
        action: t(enabled ? 'console.texts.turnon' : 'console.texts.turnoff'),
        danger: !enabled,
        run: async () => {
          guard = await api.put('/api/v1/sms/guard', { enabled });
          toast(t('console.saved'));
          draw();
        },
      }),
    );

  const guardCard = () => html`<section class="card" aria-labelledby="guard">
    <h2 id="guard">${t('console.texts.guard')}</h2>
    <dl>
      <dt>${t('console.texts.state')}</dt>
      <dd>${guard.enabled ? badge('active', t('console.texts.on'), 'good') : badge('off', t('console.today.off'), 'bad')}</dd>
      <dt>${t('console.texts.mode')}</dt>
      <dd>${t(`console.texts.mode.${guard.mode}`)}</dd>
      <dt>${t('console.today.cap')}</dt>
      <dd>${guard.daily_cap
        ? html`${cost(guard.spent_today)} / ${cost(guard.daily_cap)}
            <meter class="wide" aria-label=${t('console.today.cap')} min="0" max=${guard.daily_cap} low=${guard.daily_cap * 0.7} high=${guard.daily_cap * 0.9} optimum="0" value=${guard.spent_today}></meter>`
        : t('console.today.nocap')}</dd>
      <dt>${t('console.texts.countries')}</dt>
      <dd>${guard.countries.length ? guard.countries.map((code) => (code === '*' ? t('console.texts.allothers') : countryName(code))).join(', ') : t('console.texts.everywhere')}</dd>
    </dl>
    <button type="button" class=${guard.enabled ? 'danger' : 'main'} @click=${turn(!guard.enabled)}>${t(guard.enabled ? 'console.texts.turnoff' : 'console.texts.turnon')}</button>
  </section>`;

  const sent = () =>
    table({
      caption: t('console.texts.stats'),
      empty: t('console.texts.none'),
      rows: grouped(stats.sent, ['country', 'provider'], ['sent', 'delivered', 'undelivered', 'verified', 'refused', 'segments']),
      columns: [
        { title: t('console.funnel.by.country'), cell: (row) => html`<a href=${link('/funnel', { ...range, country: row.country, by: 'provider' })}>${countryName(row.country)}</a>` },
        { title: t('console.funnel.by.provider'), cell: (row) => html`<a href=${link('/funnel', { ...range, provider: row.provider })}>${row.provider}</a>` },
        { title: t('console.texts.sent'), number: true, cell: (row) => number(row.sent) },
        { title: t('console.texts.delivered'), number: true, cell: (row) => share(row.delivered, row.sent) },
        { title: t('console.texts.undelivered'), number: true, cell: (row) => share(row.undelivered, row.sent) },
        { title: t('console.texts.verified'), number: true, cell: (row) => share(row.verified, row.sent) },
        { title: t('console.texts.nottaken'), number: true, cell: (row) => number(row.refused) },
        { title: t('console.texts.segments'), number: true, cell: (row) => number(row.segments) },
      ],
    });

  const refused = () =>
    table({
      caption: t('console.texts.refusals'),
      empty: t('console.texts.norefusals'),
      rows: grouped(stats.refused, ['country', 'reason', 'enforced'], ['times']),
      columns: [
        { title: t('console.funnel.by.country'), cell: (row) => html`<a href=${link('/funnel', { ...range, country: row.country })}>${countryName(row.country)}</a>` },
        { title: t('console.texts.reason'), cell: (row) => words('refusal', row.reason) },
        { title: t('console.texts.state'), cell: (row) => (row.enforced ? t('console.texts.notsent') : t('console.today.observed')) },
        { title: t('console.texts.times'), number: true, cell: (row) => number(row.times) },
      ],
    });

  const prices = () => html`<section aria-labelledby="sms-prices">
    <h2 id="sms-prices">${t('console.texts.prices')}</h2>
    <p class="faint">${t('console.texts.pricestext')}</p>
    ${table({
      caption: t('console.texts.prices'),
      empty: t('console.texts.noprices'),
      rows: Object.entries(guard.prices),
      columns: [
        { title: t('console.funnel.by.country'), cell: ([country]) => (country === '*' ? t('console.texts.allothers') : html`<a href=${link('/funnel', { ...range, country })}>${countryName(country)}</a>`) },
        { title: t('console.texts.segmentprice'), number: true, cell: ([, price]) => cost(price) },
      ],
    })}
  </section>`;

  await load();
}

const share = (part, whole) => html`${number(part)} <span class="faint">${whole ? percent(part, whole) : ''}</span>`;

/** Rows with the same keys as one, their counts added up, the largest first. */
function grouped(rows, keys, counts) {
  const groups = new Map();
  for (const row of rows) {
    const id = JSON.stringify(keys.map((key) => row[key]));
    const group = groups.get(id) ?? Object.fromEntries([...keys.map((key) => [key, row[key]]), ...counts.map((count) => [count, 0])]);
    counts.forEach((count) => (group[count] += row[count]));
    groups.set(id, group);
  }
  return [...groups.values()].sort((one, other) => other[counts[0]] - one[counts[0]]);
}
