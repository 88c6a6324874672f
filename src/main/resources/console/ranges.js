/** Ranges of days, those of UTC, as filters in the address of a screen. */
import { field, html, nothing, number, submits, t, time, zoneName } from './parts.js';

const DAY = 86400000;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

export const dayOf = (moment) => new Date(moment).toISOString().slice(0, 10);

export const nextDay = (day) => dayOf(Date.parse(day) + DAY);

/** The range of a filter; what is missing or no day is the usual one, up to today. */
export function dateRange({ from, to }, usual, longest = 92) {
  const valid = (day) => ISO_DAY.test(day ?? '') && !Number.isNaN(Date.parse(day));
  const last = valid(to) ? to : dayOf(Date.now());
  const first = valid(from) && from <= last ? from : dayOf(Date.parse(last) - (usual - 1) * DAY);
  return { from: Date.parse(last) - Date.parse(first) >= longest * DAY ? dayOf(Date.parse(last) - (longest - 1) * DAY) : first, to: last };
}

/** Says where a day begins for those who read it in another zone. */
export const utcNote = () =>
  zoneName() === 'UTC'
    ? nothing
    : html`<p class="faint wide">${t('console.range.utc')} ${time(`${dayOf(Date.now())}T00:00:00Z`, { timeStyle: 'short' })}</p>`;

/** All days of a range. */
export const daysOf = ({ from, to }) =>
  Array.from({ length: (Date.parse(to) - Date.parse(from)) / DAY + 1 }, (_, at) => dayOf(Date.parse(from) + at * DAY));

/** A form for the range, with links to usual ones. */
export function rangeForm(path, filter, range, context) {
  const today = dayOf(Date.now());
  const usual = [1, 7, 30, 90].map((days) => ({ days, from: dayOf(Date.now() - (days - 1) * DAY), to: today }));
  return html`
    <ul class="filters" aria-label=${t('console.range.usual')}>${usual.map(
      ({ days, from, to }) => html`<li><a href=${context.link(path, { ...filter, from, to })} aria-current=${from === range.from && to === range.to ? 'true' : nothing}>${days === 1 ? t('console.range.today') : t('console.range.days', { days: number(days) })}</a></li>`,
    )}</ul>
    <form class="range" @submit=${submits(async ({ from, to }) => context.go(path, { ...filter, from, to }))}>
      ${field({ label: t('console.orders.from'), name: 'from', type: 'date', value: range.from, plain: true, max: today })}
      ${field({ label: t('console.orders.to'), name: 'to', type: 'date', value: range.to, plain: true, max: today })}
      <button type="submit">${t('console.range.show')}</button>
    </form>
    ${utcNote()}
  `;
}
