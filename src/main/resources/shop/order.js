// The order that was placed: how far it is, live, and paying for it.
//
// The token that came with the order opens the orders of this phone for some minutes. Nobody has signed in.

import { html, nothing } from '../../pages/assets/lit-html.js';
import { api } from '../../pages/assets/api.js';
import { dateTime, explain, money, number, t } from '../../pages/assets/texts.js';
import { methodName } from './checkout.js';
import { keptOrders } from './kept.js';
import { shop } from './shop.js';

const STEPS = ['verified', 'processing', 'shipped', 'delivered'];
const UNPAID = ['pending', 'failed', 'partially_paid'];
const LOOK_EVERY = 5000;

let id = '';
let order = null;
let failure = null;
let note = '';
let busy = false;
let asked = false; // whether to cancel
let online = true;
let stop = () => {};
let timer = 0;

async function load() {
  try {
    order = await api.get(`/api/v1/orders/${id}`);
    failure = null;
  } catch (problem) {
    failure = problem;
  }
  shop.draw();
}

/** Runs a call of the customer's, once at a time, and shows what came of it. */
async function call(action) {
  if (busy) return;
  busy = true;
  failure = null;
  note = '';
  shop.draw();
  try {
    await action();
  } catch (problem) {
    failure = problem;
  }
  busy = false;
  asked = false;
  shop.draw();
}

/** Begins a payment, or finds the one that is open, and does what its provider wants next. */
const pay = () =>
  call(async () => {
    const payment = await api.post(`/api/v1/orders/${id}/payment`, {});
    const next = payment.next_action;
    if (next.type === 'redirect' && /^https?:/.test(next.url)) {
      location.assign(next.url);
    } else if (next.type === 'confirm_on_phone') {
      note = t('order.confirmOnPhone');
      timer = setInterval(load, LOOK_EVERY); // the stream tells of the order; a prompt on the phone is answered soon
    } else {
      await load();
    }
  });

const cancel = () =>
  call(async () => {
    order = await api.post(`/api/v1/orders/${id}/cancel`, {});
  });

function steps() {
  const reached = STEPS.indexOf(order.status === 'completed' ? 'delivered' : order.status);
  if (reached < 0) return html`<p class="note warn"><strong>${t(`status.${order.status}`)}</strong></p>`;
  return html`
    <ol class="steps">
      ${STEPS.map(
        (step, at) => html`
          <li class=${at <= reached ? 'done' : ''} aria-current=${at === reached ? 'step' : nothing}>
            <span aria-hidden="true">${at <= reached ? '✓' : ''}</span>${t(`status.${step}`)}
            <span class="aloud">${t(at <= reached ? 'order.done' : 'order.notYet')}</span>
          </li>
        `,
      )}
    </ol>
  `;
}

function payment() {
  const isOnline = shop.settings.payment_methods.find((method) => method.name === order.payment_method)?.online;
  const canPay = isOnline && UNPAID.includes(order.payment_status) && STEPS.includes(order.status);
  const isAtTheDoor = !isOnline && order.payment_status === 'pending';
  return html`
    <p>${methodName(order.payment_method)} · <strong>${t(isAtTheDoor ? 'order.payOnDelivery' : `payment.${order.payment_status}`)}</strong></p>
    ${canPay ? html`<button class="main wide" ?disabled=${busy} @click=${pay}>${t('order.pay')}</button>` : nothing}
  `;
}

function parcel() {
  const { carrier, tracking_number, tracking_url } = order.parcel ?? {};
  if (!carrier && !tracking_number) return nothing;
  return html`
    <h2>${t('order.parcel')}</h2>
    <p>
      ${carrier ?? ''} ${tracking_number ?? ''}
      ${/^https:/.test(tracking_url ?? '') ? html`<a href=${tracking_url} rel="noreferrer noopener" target="_blank">${t('order.track')}</a>` : nothing}
    </p>
  `;
}

function cancelling() {
  if (!['pending', 'verified'].includes(order.status)) return nothing;
  if (!asked) return html`<button class="plain" @click=${() => ((asked = true), shop.draw())}>${t('order.cancel')}</button>`;
  return html`
    <div class="note warn" role="alertdialog" aria-label=${t('order.cancelSure')}>
      <p>${t('order.cancelSure')}</p>
      <p class="row">
        <button class="danger" ?disabled=${busy} @click=${cancel}>${t('order.cancelYes')}</button>
        <button @click=${() => ((asked = false), shop.draw())}>${t('order.cancelNo')}</button>
      </p>
    </div>
  `;
}

const line = (item) => html`
  <tr>
    <td dir="auto">${item.title}</td>
    <td class="faint number">${item.kind === 'item' ? `${number(item.quantity)} × ${money(item.unit_price, order.currency)}` : ''}</td>
    <td class="number">${money(item.line_total, order.currency)}</td>
  </tr>
`;

/** The number of the phone whose texts the inbox of development shows. */
export const phoneOfOrder = () => (id ? keptOrders.value[id]?.phone_number : undefined);

export const orderView = {
  title: () => (order ? t('order.title', { number: order.order_number }) : t('order.loading')),

  enter(parameter) {
    id = parameter ?? '';
    order = null;
    failure = null;
    note = '';
    const kept = keptOrders.value[id];
    api.useTokens(kept && kept.ends > Date.now() ? kept : null);
    if (!api.signedIn) return;
    load();
    stop = api.stream(
      '/api/v1/orders/stream',
      ({ data }) => data.order_id === id && load(),
      { onState: (state) => ((online = state === 'open'), shop.draw()) },
    );
  },

  leave() {
    stop();
    clearInterval(timer);
    id = '';
  },

  draw() {
    if (!api.signedIn || failure?.status === 401) {
      return html`<h1>${t('order.yours')}</h1><p class="note">${t('order.over')}</p><p><a class="button" href="#/">${t('cart.look')}</a></p>`;
    }
    if (!order) return html`<h1>${t('order.loading')}</h1>${failure ? html`<p class="note bad" role="alert">${explain(failure)}</p>` : nothing}`;
    return html`
      <h1>${t('order.title', { number: order.order_number })}</h1>
      <p class="faint">${dateTime(order.created_at)}</p>
      <div role="status">${steps()}</div>
      ${online ? nothing : html`<p class="faint" role="status">${t('offline')}</p>`}
      ${note ? html`<p class="note" role="status">${note}</p>` : nothing}
      ${failure ? html`<p class="note bad" role="alert">${explain(failure)}</p>` : nothing}
      <section class="card">
        <h2>${t('order.lines')}</h2>
        <table>
          <tbody>${order.items.map(line)}</tbody>
          <tfoot>
            <tr><th scope="row" colspan="2">${t('cart.total')}</th><td class="number"><strong>${money(order.total_amount, order.currency)}</strong></td></tr>
          </tfoot>
        </table>
        ${payment()} ${parcel()}
      </section>
      <div class="row again">${cancelling()} <a href="#/">${t('order.more')}</a></div>
    `;
  },
};
