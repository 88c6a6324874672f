/** One order: what was ordered, its money, its parcel, its time line, and what may be done with it now. */
import { api } from '../../pages/assets/api.js';
import { ask, badge, does, html, link, money, nothing, number, outside, problemNote, sum, t, table, time, toast, words } from './parts.js';

/** Where staff may move an order on, and where it ends for a reason (the table of `OrderStatus` in the contract). */
const ONWARD = {
  pending: ['processing'],
  verified: ['processing'],
  processing: ['shipped', 'completed'],
  shipped: ['delivered'],
  delivered: ['completed'],
};
const ENDS = {
  pending: ['cancelled'],
  verified: ['cancelled'],
  processing: ['cancelled'],
  shipped: ['returned', 'refused'],
  delivered: ['returned'],
};
const UNDONE = ['cancelled', 'returned', 'refused'];
const PAID = ['partially_paid', 'paid', 'partially_refunded'];
const UNPAID = ['pending', 'failed', 'partially_paid'];
const EVERY = 20000;

export async function screen(context) {
  const path = `/api/v1/orders/${context.params.id}`;
  const { signal, user } = context;
  let order;
  let payment;
  let line = [];
  let cut = false;
  let changing = false; // the stream then tells what is being done here: buttons would get new names before they are free
  let lineProblem;

  async function load() {
    [order, payment] = await Promise.all([api.get(path, { signal }), api.get(`${path}/payment`, { signal })]);
    context.setTitle(order.order_number);
    draw();
    loadLine(); // not waited for: the buttons are free again meanwhile
  }

  async function loadLine() {
    try {
      const answer = await api.get(`${path}/timeline`, { signal });
      line = answer.items;
      cut = answer.truncated;
      lineProblem = undefined;
    } catch (problem) {
      lineProblem = problem;
    }
    draw();
  }

  /** Makes a change of the order as it is known here; if somebody was faster, that is told and shown. */
  async function change(call, done) {
    changing = true;
    try {
      await call({ ifMatch: `"${order.version}"` });
      toast(done);
      await load();
    } catch (problem) {
      if (problem.status === 412 || problem.code === 'illegal-transition' || problem.code === 'order-changed') {
        await load();
        throw { ...problem, title: t('console.order.stale'), detail: t('console.order.staletext', { status: words('state', order.status) }) };
      }
      throw problem;
    } finally {
      changing = false;
    }
  }

  const move = (status, more = {}) =>
    change((options) => api.patch(`${path}/status`, { status, ...more }, options), t('console.order.moved', { status: words('state', status) }));

  const onward = (status) => (status === 'shipped' ? does(ship) : does(() => move(status)));

  const ship = () =>
    ask({
      title: t('console.order.to.shipped'),
      text: t('console.order.shiptext'),
      fields: parcelFields(order.parcel),
      action: t('console.order.to.shipped'),
      run: (parcel) => move('shipped', Object.keys(parcel).length ? { parcel } : {}),
    });

  const end = (status) =>
    does(() =>
      ask({
        title: t(`console.order.to.${status}`),
        text: t(`console.order.end.${status}`),
        fields: [{ label: t('console.order.reason'), name: 'note', type: 'textarea', maxlength: 500, hint: t('console.order.reasonhint') }],
        action: t(`console.order.to.${status}`),
        danger: true,
        run: ({ note }) =>
          status === 'cancelled'
            ? change((options) => api.post(`${path}/cancel`, { note }, options), t('console.order.moved', { status: words('state', status) }))
            : move(status, { note }),
      }),
    );

  const editParcel = does(() =>
    ask({
      title: t('console.order.parcel'),
      fields: parcelFields(order.parcel),
      run: (parcel) => change((options) => api.put(`${path}/parcel`, parcel, options), t('console.saved')),
    }),
  );

  const collected = does(() =>
    ask({
      title: t('console.order.collected'),
      text: t('console.order.collectedtext', { amount: money(payment.due_amount ?? payment.amount, payment.currency) }),
      action: t('console.order.collected'),
      run: () => change((options) => api.post(`${path}/payment/collected`, undefined, options), t('console.order.collecteddone')),
    }),
  );

  /** Gives money back by the provider, or writes down what was given back by hand. A key for each dialog: a repeat pays nothing twice. */
  const refund = (byHand) =>
    does(() => {
      const idempotencyKey = crypto.randomUUID();
      const name = byHand ? 'record' : 'refund';
      return ask({
        title: t(`console.order.${name}`),
        text: t(`console.order.${name}text`, { amount: money(left(payment), payment.currency) }),
        fields: [
          { label: t('console.order.amount', { currency: payment.currency }), name: 'amount', inputmode: 'decimal', pattern: '\\d+(\\.\\d+)?', hint: t('console.order.amounthint'), autofocus: true },
          ...(byHand ? [{ label: t('console.order.reference'), name: 'reference', maxlength: 100 }] : []),
        ],
        action: t(`console.order.${name}`),
        danger: true,
        run: async ({ amount, reference }) => {
          const wanted = amount ? { amount } : { all: true };
          const done = byHand
            ? await api.post(`${path}/refunds/recorded`, { ...wanted, reference }, { idempotencyKey })
            : await api.post(`${path}/refund`, wanted, { idempotencyKey });
          toast(t('console.order.refunded', { amount: money(done.amount, done.currency), state: words('state', done.status) }));
          await load();
        },
      });
    });

  const textLink = does(async () => {
    await api.post(`${path}/payment-link`);
    toast(t('console.order.linksent'));
  });

  const draw = () => context.show(order ? html`<div class="order">${head()}${content()}<div class="aside">${people()}${moneyCard()}${parcelCard()}</div>${timeLine()}</div>` : nothing);

  const head = () => html`<div class="head">
    <p class="paper">${context.settings.service}</p>
    <p class="row">${badge(order.status)} ${badge(order.payment_status, words('payment', order.payment_status))}
      <span class="faint">${t('console.order.placedat')} ${time(order.created_at)}</span></p>
    ${order.status_reason ? html`<p class="note warn"><strong>${t('console.order.reason')}</strong> ${order.status_reason}</p>` : nothing}
    ${order.price_source === 'client' && ENDS[order.status]?.includes('cancelled') ? html`<p class="note warn">${t('console.order.clientprices')}</p>` : nothing}
    <div class="row actions">
      ${(ONWARD[order.status] ?? []).map(
        (status, at) => html`<button type="button" class=${at ? '' : 'main'} @click=${onward(status)}>${t(`console.order.to.${status}`)}</button>`,
      )}
      ${(ENDS[order.status] ?? []).map((status) => html`<button type="button" class="danger" @click=${end(status)}>${t(`console.order.to.${status}`)}</button>`)}
      <button type="button" @click=${() => window.print()}>${t('console.order.print')}</button>
    </div>
  </div>`;

  const content = () => html`<section class="lines" aria-labelledby="lines">
    <h2 id="lines">${t('console.order.lines')}</h2>
    ${table({
      caption: t('console.order.lines'),
      rows: order.items,
      columns: [
        {
          title: t('console.order.line'),
          cell: (one) => html`<span class="stack"><span>${one.title}</span>
            ${one.kind === 'item' ? nothing : html`<span class="faint">${words('kind', one.kind)}</span>`}
            ${one.product_id ? html`<code class="faint">${one.product_id}</code>` : nothing}</span>`,
        },
        { title: t('console.order.quantity'), number: true, cell: (one) => number(one.quantity) },
        { title: t('console.order.price'), number: true, cell: (one) => money(one.unit_price, order.currency) },
        { title: t('console.order.sum'), number: true, cell: (one) => money(one.line_total, order.currency) },
      ],
    })}
    <p class="total"><span>${t('console.orders.total')}</span> <strong>${money(order.total_amount, order.currency)}</strong></p>
  </section>`;

  const people = () => html`<section class="card customer" aria-labelledby="customer">
    <h2 id="customer">${t('console.orders.customer')}</h2>
    <dl>
      ${row('console.order.name', order.customer_name)}
      ${row('console.order.phone', order.phone_number && html`<a href="tel:${order.phone_number}">${order.phone_number}</a>
        <a class="screen" href=${link('/orders', { phone: order.phone_number })}>${t('console.order.others')}</a>`)}
      ${row('console.order.address', order.address && html`<span class="words">${order.address}</span>`)}
      ${row('console.order.note', order.note && html`<span class="words">${order.note}</span>`)}
    </dl>
    ${order.phone_number || order.address ? nothing : html`<p class="faint">${t('console.order.erased')}</p>`}
  </section>`;

  function moneyCard() {
    const cash = order.payment_method === 'cash_on_delivery';
    const undone = UNDONE.includes(order.status);
    const paid = PAID.includes(payment.status);
    return html`<section class="card money" aria-labelledby="money">
      <h2 id="money">${t('console.order.money')}</h2>
      <dl>
        ${row('console.order.method', words('method', order.payment_method))}
        ${row('console.orders.payment', badge(payment.status, words('payment', payment.status)))}
        ${row('console.order.due', payment.due_amount && money(payment.due_amount, payment.currency))}
        ${row('console.order.back', payment.refunded_amount && money(payment.refunded_amount, payment.currency))}
        ${row('console.order.providerreason', payment.provider_reason)}
      </dl>
      <div class="row actions">
        ${cash && UNPAID.includes(payment.status) && !undone ? html`<button type="button" @click=${collected}>${t('console.order.collected')}</button>` : nothing}
        ${UNPAID.includes(payment.status) && !undone && order.phone_number && context.settings.order_links ? html`<button type="button" @click=${textLink}>${t('console.order.sendlink')}</button>` : nothing}
        ${paid && !cash && user.role === 'admin' ? html`<button type="button" class="danger" @click=${refund(false)}>${t('console.order.refund')}</button>` : nothing}
        ${paid ? html`<button type="button" @click=${refund(true)}>${t('console.order.record')}</button>` : nothing}
      </div>
    </section>`;
  }

  function parcelCard() {
    const { carrier, tracking_number: tracking, tracking_url: address } = order.parcel ?? {};
    if (!order.parcel && order.status !== 'shipped') {
      return nothing;
    }
    return html`<section class="card parcel" aria-labelledby="parcel">
      <h2 id="parcel">${t('console.order.parcel')}</h2>
      <dl>
        ${row('console.order.carrier', carrier)}
        ${row('console.order.tracking', tracking)}
        ${row('console.order.trackingurl', address && outside(address))}
      </dl>
      ${order.status === 'shipped' ? html`<button type="button" class="screen" @click=${editParcel}>${t('console.order.editparcel')}</button>` : nothing}
    </section>`;
  }

  const timeLine = () => html`<section class="line" aria-labelledby="line">
    <h2 id="line">${t('console.order.timeline')}</h2>
    ${lineProblem ? problemNote(lineProblem, loadLine) : nothing}
    ${cut ? html`<p class="faint">${t('console.order.cut')}</p>` : nothing}
    <ol class="timeline">${line.map(
      (entry) => html`<li class=${entry.kind}>
        <div class="row"><strong>${what(entry)}</strong> ${came(entry)}
          ${entry.amount ? html`<span>${money(entry.amount, entry.currency)}</span>` : nothing}</div>
        ${entry.detail ? html`<p>${detail(entry)}</p>` : nothing}
        <p class="faint">${time(entry.at, { dateStyle: 'medium', timeStyle: 'medium' })} · ${t(`console.kind.${entry.kind}`)}${by(entry, user.role === 'admin')}</p>
      </li>`,
    )}</ol>
  </section>`;

  await load();

  const stop = api.stream('/api/v1/orders/stream', ({ data }) => {
    if (data.order_id === order.id && data.version > order.version && !changing) {
      load();
    }
  });
  const timer = setInterval(() => document.hidden || loadLine(), EVERY);
  signal.addEventListener('abort', () => {
    stop();
    clearInterval(timer);
  });
}

const row = (key, value) => (value ? html`<dt>${t(key)}</dt><dd>${value}</dd>` : nothing);

/** The words of an entry of the time line, by its kind. */
const WORDS = { history: 'state', code: 'purpose', text: 'news', payment: 'method', refund: 'cause', flag: 'flag', webhook: 'topic' };
const STATES = { code: 'sent', text: 'sent', payment: 'payment' };

const what = ({ kind, what: word }) => words(WORDS[kind] ?? 'state', word);

/** What has come of it; a change of the order is that itself. */
const came = ({ kind, state }) => (kind === 'history' ? nothing : badge(state, words(STATES[kind] ?? 'state', state), kind === 'code' && state === 'verified' ? 'good' : undefined));

/** The service notes changes of the payment in the history as `payment paid`. */
function detail({ kind, by: who, detail: text }) {
  const [, status] = (kind === 'history' && who === 'system' && /^payment (\w+)$/.exec(text)) || [];
  return status ? html`${t('console.kind.payment')}: ${words('payment', status)}` : text;
}

function by({ kind, by: who }, admin) {
  if (!who || (kind === 'webhook' && !admin)) {
    return nothing;
  }
  return html` · ${kind === 'webhook' ? html`<a href=${link(`/webhooks/${who}`)}>${t('console.order.endpoint')}</a>` : words(kind === 'history' ? 'by' : 'provider', who)}`;
}

/** What can still be given back. */
const left = ({ amount, due_amount: due = '0', refunded_amount: back = '0' }) => sum([amount, `-${due}`, `-${back}`]);

const parcelFields = (parcel = {}) => [
  { label: t('console.order.carrier'), name: 'carrier', value: parcel.carrier ?? '', maxlength: 40, autofocus: true },
  { label: t('console.order.tracking'), name: 'tracking_number', value: parcel.tracking_number ?? '', maxlength: 40 },
  { label: t('console.order.trackingurl'), name: 'tracking_url', type: 'url', value: parcel.tracking_url ?? '', maxlength: 300, pattern: 'https://.*', hint: 'https://…' },
];
