// The code: typed back, read out of the text where the browser can (WebOTP), sent again, and what became of the text.

import { html, nothing } from '../../pages/assets/lit-html.js';
import { api } from '../../pages/assets/api.js';
import { explain, money, number, t } from '../../pages/assets/texts.js';
import { cart } from './cart.js';
import { keptAttempt, keptOrders, keptSession } from './kept.js';
import { shop } from './shop.js';

const ASK_EVERY = 5000; // what the contract of the call asks for

let typed = '';
let busy = false;
let failure = null;
let delivery = null; // the answer of the status call
let timers = [];
let otp = null;

const session = () => keptSession.value;
const seconds = (until) => Math.max(0, Math.ceil((until - Date.now()) / 1000));
/** Whether this session takes no more codes: the customer needs a new one. */
const isSpent = () => ['invalid-session', 'too-many-attempts'].includes(failure?.code);
const digits = (text) => text.match(/\p{Nd}/gu)?.length ?? 0;

/** Types a code for the customer: out of the text, or out of the inbox of development. */
export function fillIn(code) {
  typed = code;
  shop.draw();
  verify();
}

async function verify(event) {
  event?.preventDefault();
  if (busy || digits(typed) === 0 || !session()) return;
  busy = true;
  failure = null;
  shop.draw();
  // Whoever repeats the call with the same code, since no answer came, gets the order that was placed, and no second one: the key
  // is kept for the code, also over a reload.
  if (session().tried?.code !== typed) keptSession.value = { ...session(), tried: { code: typed, key: crypto.randomUUID() } };
  const { session_token, order: wanted, tried } = session();
  try {
    const order = await api.post('/api/v1/orders/verify', { session_token, pin_code: typed }, { idempotencyKey: tried.key });
    keptOrders.value = {
      ...keptOrders.value,
      [order.id]: { access_token: order.access_token, ends: Date.now() + order.expires_in * 1000, phone_number: order.phone_number },
    };
    cart.forget(() => true);
    keptSession.value = null;
    keptAttempt.value = null;
    typed = '';
    shop.go(`/order/${order.id}`);
  } catch (problem) {
    if (problem.code === 'out-of-stock') {
      cart.takeWhatIsLeft(problem, wanted.items); // the code is unused, and confirms the smaller order
    } else {
      failure = problem;
      if (problem.code === 'wrong-code') typed = '';
      if (isSpent()) keptAttempt.value = null;
    }
  } finally {
    busy = false;
    shop.draw();
    if (failure) document.getElementById('code')?.focus();
  }
}

async function resend() {
  failure = null;
  try {
    const sent = await api.post('/api/v1/orders/resend-code', { session_token: session().session_token });
    const now = Date.now();
    keptSession.value = { ...session(), resend: now + sent.resend_in_seconds * 1000, ends: now + sent.expires_in_seconds * 1000 };
    delivery = { status: 'sent', sends_remaining: sent.sends_remaining };
  } catch (problem) {
    failure = problem;
    if (problem.retryAfter) keptSession.value = { ...session(), resend: Date.now() + problem.retryAfter * 1000 };
  }
  shop.draw();
}

/** Whether the text has arrived: what its provider has told so far. */
async function ask() {
  if (document.hidden || !session()) return;
  try {
    delivery = await api.post('/api/v1/verifications/status', { session_token: session().session_token });
    shop.draw();
  } catch {
    // The next question may be answered; that the session is over the customer hears when they type the code.
  }
}

/** Lets the browser read the code out of the text, where it offers that. */
async function listen() {
  if (!('OTPCredential' in globalThis)) return;
  otp = new AbortController();
  try {
    const credential = await navigator.credentials.get({ otp: { transport: ['sms'] }, signal: otp.signal });
    if (credential?.code) fillIn(credential.code);
  } catch {
    // The customer types it, or has left.
  }
}

function type(event) {
  typed = event.target.value;
  if (digits(typed) === shop.settings.code_length) verify();
}

function arrival() {
  if (delivery?.status === 'delivered') return html`<p class="note good">✓ ${t('code.delivered')}</p>`;
  if (delivery?.status === 'undelivered') {
    const reason = ['unreachable', 'blocked', 'invalid_number'].includes(delivery.reason) ? delivery.reason : 'other';
    return html`<p class="note warn">${t('code.undelivered')} ${t(`code.${reason}`)}</p>`;
  }
  return html`<p class="note">${t('code.sent')}</p>`;
}

function again() {
  const wait = seconds(session().resend);
  if (delivery?.sends_remaining === 0) return html`<p class="faint">${t('code.noMore')}</p>`;
  return wait > 0
    ? html`<p class="faint" aria-live="off">${t('code.wait', { seconds: number(wait) })}</p>`
    : html`<button @click=${resend}>${t('code.resend')}</button>`;
}

function over() {
  return html`
    <h1>${t('code.title')}</h1>
    <p class="note warn" role="alert">${t('code.over')}</p>
    <p><a class="button main" href="#/checkout">${t('code.restart')}</a></p>
  `;
}

export const codeView = {
  title: () => t('code.title'),

  enter() {
    typed = '';
    failure = null;
    delivery = null;
    if (!session()) {
      shop.go('/cart');
      return;
    }
    timers = [setInterval(shop.draw, 1000), setInterval(ask, ASK_EVERY)];
    ask();
    listen();
  },

  leave() {
    timers.forEach(clearInterval);
    otp?.abort();
  },

  draw() {
    if (!session()) return nothing;
    const left = seconds(session().ends);
    if (left === 0) return over();
    return html`
      <h1>${t('code.title')}</h1>
      <p>${t('code.to', { phone: session().order.phone_number })}</p>
      <div role="status">${arrival()}</div>
      <form @submit=${verify}>
        <div class="field">
          <label for="code">${t('code.label', { digits: number(shop.settings.code_length) })}</label>
          <input id="code" class="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" required
            aria-invalid=${failure?.code === 'wrong-code'} aria-describedby="code-error" .value=${typed} @input=${type} />
          <p id="code-error" class="error" role="alert">
            ${failure ? explain(failure) : ''}
            ${failure?.problem?.attempts_remaining ? t('code.left', { count: number(failure.problem.attempts_remaining) }) : ''}
          </p>
        </div>
        <p class="total">
          <span>${t('cart.total')}${session().delivery_amount ? html` <small class="faint">${t('code.delivery', { amount: money(session().delivery_amount, session().order.currency) })}</small>` : nothing}</span>
          <strong>${money(session().total_amount, session().order.currency)}</strong>
        </p>
        ${isSpent()
          ? html`<a class="button main wide" href="#/checkout">${t('code.restart')}</a>`
          : html`<button class="main wide" ?disabled=${busy}>${t(busy ? 'code.placing' : 'code.place')}</button>`}
      </form>
      <div class="row again">${isSpent() ? nothing : again()} <a href="#/cart">${t('code.change')}</a></div>
    `;
  },
};
