/** The price list: search, edit, import from and export to CSV. Changes carry the version of the list that was seen. */
import { api } from '../../pages/assets/api.js';
import { fromCsv, save, toCsv } from './files.js';
import { ask, badge, dialog, does, field, html, link, money, nothing, number, pages, problemNote, submits, t, table, toast } from './parts.js';

const PRICES = '/api/v1/prices';
const COLUMNS = ['product_id', 'currency', 'amount_minor', 'title', 'active', 'available'];
const SHOWN = 50;

export async function screen(context) {
  const admin = context.user.role === 'admin';
  const filter = Object.fromEntries(context.query);
  let version;

  const list = pages({
    load: async (cursor) => {
      const page = await read({ q: filter.q, limit: 25, cursor }, context.signal);
      version = page.version;
      return page;
    },
    view,
    changed: draw,
  });

  function draw() {
    context.show(html`
      <form class="search two" role="search" @submit=${submits(async ({ q }) => context.go('/prices', { q }))}>
        ${field({ label: t('console.orders.search'), name: 'q', type: 'search', value: filter.q ?? '', maxlength: 100, hint: t('console.prices.searchhint'), plain: true })}
        <div class="row">
          <button type="submit" class="main">${t('console.orders.find')}</button>
          ${filter.q ? html`<a class="button" href="#/prices">${t('console.orders.clear')}</a>` : nothing}
        </div>
      </form>
      ${context.settings.prices && context.settings.prices !== 'list' ? html`<p class="note">${t(`console.prices.mode.${context.settings.prices}`)}</p>` : nothing}
      <p class="row">
        ${admin ? html`<button type="button" @click=${edit()}>${t('console.prices.add')}</button><button type="button" @click=${bring}>${t('console.prices.import')}</button>` : nothing}
        <button type="button" @click=${does(exportAll)}>${t('console.prices.export')}</button>
      </p>
      ${list.template()}
    `);
  }

  function view(items) {
    return table({
      caption: t('console.prices.title'),
      empty: filter.q ? t('console.prices.notfound') : t('console.prices.none'),
      rows: items,
      columns: [
        { title: t('console.prices.product'), cell: (row) => html`<code>${row.product_id}</code>` },
        { title: t('console.prices.name'), cell: (row) => (row.title ? html`<a href=${link('/orders', { q: row.title })} title=${t('console.prices.orders')}>${row.title}</a>` : '–') },
        { title: t('console.prices.price'), number: true, cell: (row) => money(toAmount(row.amount_minor, row.currency), row.currency) },
        { title: t('console.prices.stock'), number: true, cell: (row) => (row.available == null ? '–' : number(row.available)) },
        { title: t('console.prices.state'), cell: (row) => (row.active ? badge('active', t('console.prices.sold'), 'good') : badge('off', t('console.prices.notsold'), 'plain')) },
        ...(admin
          ? [
              {
                title: t('console.attention.state'),
                cell: (row) => html`<span class="row"><button type="button" aria-label="${t('console.prices.edit')}: ${row.title ?? row.product_id}" @click=${edit(row)}>${t('console.prices.edit')}</button>
                  <button type="button" class="danger" aria-label="${t('console.prices.remove')}: ${row.title ?? row.product_id}" @click=${remove(row)}>${t('console.prices.remove')}</button></span>`,
              },
            ]
          : []),
      ],
    });
  }

  /** Writes and reads the list anew; when somebody was faster, the list is read anew, too, and that is told. */
  async function write(call) {
    try {
      await call({ ifMatch: version });
    } catch (problem) {
      if (problem.status !== 412) {
        throw problem;
      }
      await list.start();
      throw { ...problem, title: t('console.order.stale'), detail: t('console.prices.stale') };
    }
    toast(t('console.saved'));
    await list.start();
  }

  const edit = (row) =>
    does(() =>
      ask({
        title: t(row ? 'console.prices.edit' : 'console.prices.add'),
        fields: [
          ...(row
            ? []
            : [
                { label: t('console.prices.product'), name: 'product_id', required: true, maxlength: 64 },
                { label: t('console.prices.currency'), name: 'currency', required: true, maxlength: 3, pattern: '[A-Za-z]{3}', value: context.settings.currency ?? '' },
              ]),
          { label: t('console.prices.name'), name: 'title', maxlength: 200, value: row?.title },
          { label: row ? `${t('console.prices.price')} (${row.currency})` : t('console.prices.price'), name: 'amount', required: true, inputmode: 'decimal', pattern: '\\d{1,15}([.,]\\d+)?', value: row ? toAmount(row.amount_minor, row.currency) : '' },
          { label: t('console.prices.stock'), name: 'available', inputmode: 'numeric', pattern: '\\d{1,10}', hint: t('console.prices.stockhint'), value: row?.available == null ? '' : String(row.available) },
          { label: t('console.prices.sold'), name: 'active', type: 'checkbox', value: row?.active ?? true },
        ],
        run: ({ product_id = row?.product_id, currency = row?.currency, title, amount, available, active }) =>
          write((options) =>
            api.put(
              `${PRICES}?part=true`,
              { prices: [{ product_id, currency, amount_minor: toMinor(amount, currency.toUpperCase()), title, active, ...(available == null ? {} : { available: Number(available) }) }] },
              options,
            ),
          ),
      }),
    );

  const remove = (row) =>
    does(() =>
      ask({
        title: t('console.prices.remove'),
        text: t('console.prices.removetext', { product: row.title ?? row.product_id }),
        action: t('console.prices.remove'),
        danger: true,
        run: () => write((options) => api.del(`${PRICES}/${encodeURIComponent(row.product_id)}`, undefined, options)),
      }),
    );

  async function exportAll() {
    const { items } = await readAll(context.signal);
    save(new Blob([toCsv(COLUMNS, items)], { type: 'text/csv' }), 'prices.csv');
  }

  /** Shows what a file would change before anything is written. */
  const bring = does(async () => {
    const known = await readAll(context.signal);
    let rows;
    let text;
    let whole = false;
    let problem;
    await dialog({
      title: t('console.prices.import'),
      wide: true,
      body: ({ close, redraw }) => {
        const choose = async (event) => {
          const [file] = event.target.files;
          problem = undefined;
          rows = undefined;
          if (file) {
            text = await file.text();
            rows = fromCsv(text);
            if (!rows.length || !rows[0].product_id || !rows[0].amount_minor) {
              problem = { title: t('console.prices.badfile') };
              rows = undefined;
            }
          }
          redraw();
        };
        const turn = (event) => {
          whole = event.target.checked;
          redraw();
        };
        const changes = rows && compare(known.items, rows, whole);
        return html`<form @submit=${submits(
          async () => {
            const file = new Blob([text], { type: 'text/csv' });
            const path = whole ? PRICES : `${PRICES}?part=true`;
            const done = await api.put(path, file, { ifMatch: known.version, headers: { 'Content-Type': 'text/csv' } });
            close(true);
            toast(t('console.prices.imported', { written: number(done.written), removed: number(done.removed) }));
            await list.start();
          },
          (failure) => {
            problem = failure.status === 412 ? { ...failure, title: t('console.order.stale'), detail: t('console.prices.stale') } : failure;
            redraw();
          },
        )}>
          <p>${t('console.prices.importtext')}</p>
          <p><code>${COLUMNS.join(',')}</code></p>
          <div class="field"><label for="price-file">${t('console.prices.file')}</label><input id="price-file" type="file" accept=".csv,text/csv" @change=${choose}></div>
          <div class="field check"><input id="price-whole" type="checkbox" .checked=${whole} @change=${turn}><label for="price-whole">${t('console.prices.whole')}</label></div>
          ${changes ? preview(changes) : nothing}
          ${problem ? problemNote(problem) : nothing}
          <div class="actions row">
            <button type="submit" class="main" ?disabled=${!changes?.length}>${t('console.prices.import')}</button>
            <button type="button" @click=${() => close()}>${t('console.dismiss')}</button>
          </div>
        </form>`;
      },
    });
  });

  await list.start();
}

/** A page of the list and the version of the whole list. */
async function read(query, signal) {
  const used = Object.entries(query).filter(([, value]) => value != null && value !== '');
  const response = await api.response('GET', `${PRICES}?${new URLSearchParams(used)}`, undefined, { signal });
  return { ...(await response.json()), version: response.headers.get('ETag') };
}

/** The whole list, all of one version. */
async function readAll(signal) {
  const items = [];
  let page = {};
  let version;
  do {
    page = await read({ limit: 100, cursor: page.next_cursor }, signal);
    version ??= page.version;
    if (page.version !== version) {
      throw { title: t('console.order.stale'), detail: t('console.prices.stale') };
    }
    items.push(...page.items);
  } while (page.next_cursor);
  return { items, version };
}

/** What a file changes: `{change, before, after}` for each row that is new, other than before, or gone. */
export function compare(known, rows, whole) {
  const id = (row) => JSON.stringify([row.product_id, row.currency?.toUpperCase()]);
  const before = new Map(known.map((row) => [id(row), row]));
  const changes = [];
  for (const row of rows) {
    const old = before.get(id(row));
    before.delete(id(row));
    const after = { ...row, currency: row.currency?.toUpperCase(), amount_minor: row.amount_minor, active: row.active !== 'false' };
    if (!old) {
      changes.push({ change: 'added', after });
    } else if (
      String(old.amount_minor) !== String(after.amount_minor) ||
      (old.title ?? '') !== (after.title ?? '') ||
      old.active !== after.active ||
      (after.available != null && String(old.available ?? '') !== after.available)
    ) {
      changes.push({ change: 'changed', before: old, after });
    }
  }
  return whole ? [...changes, ...[...before.values()].map((old) => ({ change: 'removed', before: old }))] : changes;
}

function preview(changes) {
  const count = (kind) => number(changes.filter(({ change }) => change === kind).length);
  const price = (row) => (row ? money(toAmount(row.amount_minor, row.currency), row.currency) : '–');
  return html`
    <p role="status"><strong>${changes.length ? t('console.prices.changes', { added: count('added'), changed: count('changed'), removed: count('removed') }) : t('console.prices.nochanges')}</strong></p>
    ${changes.length
      ? table({
          caption: t('console.prices.preview'),
          rows: changes.slice(0, SHOWN),
          columns: [
            { title: t('console.prices.change'), cell: ({ change }) => badge(change, t(`console.prices.${change}`), { added: 'good', changed: 'busy', removed: 'bad' }[change]) },
            { title: t('console.prices.product'), cell: ({ before, after }) => html`<code>${(after ?? before).product_id}</code> ${(after ?? before).title ?? ''}` },
            { title: t('console.prices.before'), number: true, cell: ({ before }) => price(before) },
            { title: t('console.prices.after'), number: true, cell: ({ after }) => price(after) },
            { title: t('console.prices.state'), cell: ({ after }) => (!after ? '–' : after.active ? t('console.prices.sold') : t('console.prices.notsold')) },
          ],
        })
      : nothing}
    ${changes.length > SHOWN ? html`<p class="faint">${t('console.orders.others', { count: number(changes.length - SHOWN) })}</p>` : nothing}
  `;
}

/** How many decimals a currency has (ISO 4217). */
function decimalsOf(currency) {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  } catch {
    return 2;
  }
}

/** Minor units as a decimal: 27500 of BDT is 275.00. */
export function toAmount(minor, currency) {
  const decimals = decimalsOf(currency);
  const digits = String(minor).padStart(decimals + 1, '0');
  return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
}

/** A decimal as minor units. Errors: one that has more decimals than its currency. */
export function toMinor(amount, currency) {
  const decimals = decimalsOf(currency);
  const [whole, part = ''] = amount.replace(',', '.').split('.');
  if (part.length > decimals) {
    throw { title: t('console.prices.decimals', { currency, decimals }) };
  }
  return Number(whole + part.padEnd(decimals, '0'));
}
