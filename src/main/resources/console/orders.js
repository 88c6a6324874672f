/** The list of orders, newest first and live. Its filters are the address of the screen, so that each of them is a link. */
import { api } from '../../pages/assets/api.js';
import { download } from './files.js';
import { ago, badge, does, field, html, link, money, nothing, pages, submits, t, table, words } from './parts.js';
import { utcNote } from './ranges.js';

const STATUSES = ['pending', 'verified', 'processing', 'shipped', 'delivered', 'completed', 'cancelled', 'returned', 'refused'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A phone, rather than a part of an order's number (14 digits) or the number of a book (978, 979). */
const PHONE = /^(?:[+0][\d\s().-]{5,}|(?!97[89]\d{10}$)[1-9]\d{9,12})$/;
const PAGE = 25;
const DAY = 86400000;

/** Changes that come together are read together; when there are more, the first page is read anew. */
const GATHER = 300;
const MOST = 15;

/** How long before and after the time of a request its order may be placed. */
const CLOCKS_DIFFER = 2000;
const TAKES = 20000;

export async function screen(context) {
  const filter = Object.fromEntries(context.query);
  let state = 'waiting';
  let news = '';
  const fresh = new Set();

  const list = pages({
    load: (cursor) => api.get(`/api/v1/orders?${query(filter, cursor)}`, { signal: context.signal }),
    view: (orders) => orderTable(orders, fresh),
    changed: draw,
  });

  function draw() {
    context.show(html`
      ${searchForm(filter, context)}
      ${statusLinks(filter)}
      <p class="row"><button type="button" @click=${exportAll}>${t('console.orders.export')}</button></p>
      <p class="live" role="status"><span class="tag ${state === 'open' ? 'good' : 'plain'}">${t(`console.orders.live.${state}`)}</span> ${news}</p>
      ${list.template()}
    `);
  }

  /** All orders that the filters let through, not only those that are shown. */
  const exportAll = does(() => {
    const all = query(filter);
    all.delete('limit');
    return download(`/api/v1/orders?${all}`, 'orders.csv', 'text/csv');
  });

  follow(context.signal, {
    changed: async (ids) => {
      if (ids.length > MOST) {
        await list.start();
        return;
      }
      const orders = await Promise.all(ids.map((id) => api.get(`/api/v1/orders/${id}`, { signal: context.signal }).catch(() => undefined)));
      let placed = 0;
      for (const order of orders.filter(Boolean)) {
        const known = list.items.some((one) => one.id === order.id);
        if (known) {
          list.items = list.items.map((one) => (one.id === order.id ? order : one));
        } else if (matches(order, filter) && (!list.cursor || order.id > list.items.at(-1)?.id)) {
          list.items = [...list.items, order].sort((one, other) => (one.id < other.id ? 1 : -1));
          placed++;
        } else {
          continue;
        }
        fresh.add(order.id);
      }
      if (placed) {
        news = t('console.orders.new', { count: placed });
      }
      draw();
    },
    state: (now) => {
      state = now;
      draw();
    },
  });

  await list.start();
}

/** Follows the stream of orders until the signal; `changed(ids)` is called for what came together. */
function follow(signal, { changed, state }) {
  let gathered = new Set();
  const stop = api.stream(
    '/api/v1/orders/stream',
    ({ data }) => {
      if (gathered.size === 0) {
        setTimeout(() => {
          const ids = [...gathered];
          gathered = new Set();
          if (!signal.aborted) {
            changed(ids);
          }
        }, GATHER);
      }
      gathered.add(data.order_id);
    },
    { onState: (now) => signal.aborted || state(now) },
  );
  signal.addEventListener('abort', stop);
}

/** The query of the API. Days of the address are those of UTC, as in the sums, and both count. */
function query({ status, q, phone, from, to }, cursor) {
  const all = { limit: PAGE, status, q, phone_number: phone, cursor };
  if (from) {
    all.from = `${from}T00:00:00Z`;
  }
  if (to) {
    all.to = new Date(Date.parse(`${to}T00:00:00Z`) + DAY).toISOString();
  }
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value));
}

/** Whether the list would have an order, as far as can be told here. */
function matches(order, { status, q, phone, from, to }) {
  const day = order.created_at.slice(0, 10);
  const text = [order.order_number, order.customer_name, ...order.items.map((line) => line.title)].join(' ').toLowerCase();
  return (
    (!status || order.status === status) &&
    (!q || text.includes(q.toLowerCase())) &&
    (!phone || order.phone_number === phone) &&
    (!from || day >= from) &&
    (!to || day <= to)
  );
}

function searchForm(filter, context) {
  const search = submits(async ({ q, from, to }) => {
    const next = { status: filter.status, from, to };
    if (UUID.test(q ?? '')) {
      await openById(q, context);
      return;
    }
    context.go('/orders', PHONE.test(q ?? '') ? { ...next, phone: q } : { ...next, q });
  });
  const used = ['q', 'phone', 'from', 'to'].some((name) => filter[name]);
  return html`<form class="search" role="search" @submit=${search}>
    ${field({ label: t('console.orders.search'), name: 'q', type: 'search', value: filter.q ?? filter.phone ?? '', maxlength: 100, hint: t('console.orders.searchhint'), plain: true })}
    ${field({ label: t('console.orders.from'), name: 'from', type: 'date', value: filter.from ?? '', plain: true })}
    ${field({ label: t('console.orders.to'), name: 'to', type: 'date', value: filter.to ?? '', plain: true })}
    <div class="row">
      <button type="submit" class="main">${t('console.orders.find')}</button>
      ${used ? html`<a class="button" href=${link('/orders', { status: filter.status })}>${t('console.orders.clear')}</a>` : nothing}
    </div>
    ${filter.from || filter.to ? utcNote() : nothing}
  </form>`;
}

/** An id may be that of an order, or of the request that has placed one. */
async function openById(id, context) {
  const known = await api.get(`/api/v1/orders/${id}`, { signal: context.signal }).catch((problem) => {
    if (problem.status !== 404) {
      throw problem;
    }
  });
  const order = known ?? (await placedBy(id, context.signal));
  if (!order) {
    throw { title: t('console.orders.noid') };
  }
  context.go(`/orders/${order.id}`);
}

/** The order that a request has placed. The service's ids of requests begin with their time, so few orders have to be looked at. */
async function placedBy(request, signal) {
  if (request[14] !== '7') {
    return undefined;
  }
  const at = parseInt(request.slice(0, 8) + request.slice(9, 13), 16);
  const near = new URLSearchParams({ from: new Date(at - CLOCKS_DIFFER).toISOString(), to: new Date(at + TAKES).toISOString(), limit: 50 });
  const { items } = await api.get(`/api/v1/orders?${near}`, { signal });
  for (const order of items.reverse()) {
    const history = await api.get(`/api/v1/orders/${order.id}/history?limit=1`, { signal });
    if (history.items[0]?.request_id === request) {
      return order;
    }
  }
  return undefined;
}

function statusLinks(filter) {
  const here = filter.status ?? '';
  const one = (status, text) => html`<li><a href=${link('/orders', { ...filter, status })} aria-current=${here === status ? 'true' : nothing}>${text}</a></li>`;
  return html`<ul class="filters" aria-label=${t('console.orders.status')}>
    ${one('', t('console.orders.all'))} ${STATUSES.map((status) => one(status, words('state', status)))}
  </ul>`;
}

function orderTable(orders, fresh) {
  return table({
    caption: t('console.orders.title'),
    empty: t('console.orders.none'),
    rows: orders,
    rowClass: (order) => (fresh.has(order.id) ? 'fresh' : ''),
    columns: [
      {
        title: t('console.orders.number'),
        cell: (order) => html`<span class="stack"><a class="nowrap" href=${link(`/orders/${order.id}`)}>${order.order_number}</a>
          <span class="faint">${ago(order.created_at)}</span></span>`,
      },
      {
        title: t('console.orders.customer'),
        cell: (order) => html`<span class="stack"><span>${order.customer_name ?? nothing}</span>
          ${order.phone_number ? html`<a class="faint nowrap" href=${link('/orders', { phone: order.phone_number })}>${order.phone_number}</a>` : nothing}</span>`,
      },
      { title: t('console.orders.what'), cell: what },
      { title: t('console.orders.status'), cell: (order) => badge(order.status) },
      {
        title: t('console.orders.payment'),
        cell: (order) => html`<span class="stack">${badge(order.payment_status, words('payment', order.payment_status))}
          <span class="faint nowrap">${words('method', order.payment_method)}</span></span>`,
      },
      { title: t('console.orders.total'), number: true, cell: (order) => money(order.total_amount, order.currency) },
    ],
  });
}

/** The first things of an order, and how many more there are. */
function what({ items }) {
  const things = items.filter((line) => line.kind === 'item');
  const first = things.slice(0, 2).map((line) => (line.quantity > 1 ? `${line.quantity} × ${line.title}` : line.title));
  return html`<span class="clamp">${first.join(', ')}</span>${things.length > 2 ? html` <span class="faint">${t('console.orders.others', { count: things.length - 2 })}</span>` : nothing}`;
}
