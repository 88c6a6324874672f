// The form, and the call that has a code texted.
//
// A tap that is repeated, or a call whose answer got lost, must not send a second text or place a second order. So the
// call carries an Idempotency-Key that belongs to what was ordered: the same order again is the same call.

import { html, nothing } from '../../pages/assets/lit-html.js';
import { api, Problem } from '../../pages/assets/api.js';
import { explain, language, money, t } from '../../pages/assets/texts.js';
import { cart } from './cart.js';
import { keptAttempt, keptForm, keptSession } from './kept.js';
import { loadProducts } from './products.js';
import { shop } from './shop.js';

let busy = false;
let failure = null;

/** What to tell the customer about fields that the service did not accept. Its own messages are for developers. */
let errors = {};

/** The ways to pay that this page can offer: it may not run scripts of others. */
const methods = () =>
  shop.settings.payment_methods.filter(
    (method) => method.currencies.includes(shop.settings.currency) && !method.needs_script,
  );

/** The method by its name in texts, where there is one, else as the provider calls it. */
export const methodName = (method) =>
  method === 'cash_on_delivery' ? t('pay.cash') : (shop.settings.payment_methods.find((it) => it.name === method)?.label ?? method);

function order() {
  const form = keptForm.value;
  return {
    phone_number: form.phone_number ?? '',
    customer_name: form.customer_name ?? '',
    address: form.address ?? '',
    note: form.note ?? '',
    payment_method: form.payment_method ?? methods()[0]?.name,
    currency: shop.settings.currency,
    language,
    items: cart.items(),
    ...(shop.settings.channels.length > 1 && { channel: form.channel ?? shop.settings.channels[0] }),
  };
}

async function submit(event) {
  event.preventDefault();
  if (busy) return;
  busy = true;
  failure = null;
  errors = {};
  shop.draw();
  const wanted = order();
  try {
    const session = (await changed(wanted)) ?? (await initiated(wanted));
    const now = Date.now();
    keptSession.value = {
      session_token: session.session_token,
      message: session.message,
      order: wanted,
      total_amount: session.total_amount,
      delivery_amount: session.delivery_amount,
      ends: now + session.expires_in_seconds * 1000,
      resend: now + session.resend_in_seconds * 1000,
    };
    shop.go('/code');
  } catch (problem) {
    await refused(problem, wanted);
  } finally {
    busy = false;
    shop.draw();
    document.querySelector('main [aria-invalid="true"]')?.focus();
  }
}

/** The session of this order, and a text with its code, if there was none for it yet. */
async function initiated(wanted) {
  const said = JSON.stringify(wanted);
  if (keptAttempt.value?.order !== said) keptAttempt.value = { order: said, key: crypto.randomUUID() };
  const session = await api.post('/api/v1/orders/initiate', wanted, { idempotencyKey: keptAttempt.value.key });
  if (session.expires_in_seconds > 0) return session;
  keptAttempt.value = { order: said, key: crypto.randomUUID() }; // the session of the first call is over
  return api.post('/api/v1/orders/initiate', wanted, { idempotencyKey: keptAttempt.value.key });
}

/** The session that the customer has already, with another order: the code in the text confirms that one. Null where it cannot. */
async function changed(wanted) {
  const session = keptSession.value;
  const said = JSON.stringify(wanted);
  if (!session || session.ends < Date.now() || session.order.phone_number !== wanted.phone_number) return null;
  if (said === JSON.stringify(session.order)) return null; // nothing is changed: initiate answers the same session again
  try {
    return await api.post('/api/v1/orders/change', { ...wanted, session_token: session.session_token });
  } catch (problem) {
    // An order that costs more needs a text with the new amount, and a session that is over needs a new one.
    if (problem instanceof Problem && ['invalid-request', 'invalid-session', 'too-many-attempts'].includes(problem.code)) return null;
    throw problem;
  }
}

async function refused(problem, wanted) {
  if (problem.code === 'out-of-stock') {
    cart.takeWhatIsLeft(problem, wanted.items);
  } else if (problem.code === 'price-changed') {
    await loadProducts();
    cart.returnWith(explain(problem));
  } else {
    failure = problem;
    errors = Object.fromEntries(problem.errors.map(({ field }) => [field, t(field === 'phone_number' ? 'problem.invalid-phone' : 'checkout.check')]));
  }
}

function field(name, { label, hint, ...attributes }) {
  const error = errors[name];
  return html`
    <div class="field">
      <label for=${name}>${label}</label>
      ${attributes.lines
        ? html`<textarea id=${name} name=${name} rows=${attributes.lines} maxlength="500" ?required=${attributes.required}
            autocomplete=${attributes.autocomplete ?? 'off'} minlength=${attributes.required ? 5 : 0}
            aria-invalid=${Boolean(error)} aria-describedby="${name}-hint" .value=${keptForm.value[name] ?? ''} @input=${keep}></textarea>`
        : html`<input id=${name} name=${name} type=${attributes.type ?? 'text'} maxlength="100" ?required=${attributes.required}
            autocomplete=${attributes.autocomplete} inputmode=${attributes.type ?? 'text'}
            aria-invalid=${Boolean(error)} aria-describedby="${name}-hint" .value=${keptForm.value[name] ?? ''} @input=${keep} />`}
      <small id="${name}-hint" class=${error ? 'error' : 'faint'}>${error ?? hint ?? ''}</small>
    </div>
  `;
}

function choice(name, legend, options, chosen) {
  return html`
    <fieldset>
      <legend>${legend}</legend>
      ${options.map(
        ([value, label]) => html`
          <label class="choice"><input type="radio" name=${name} value=${value} ?checked=${value === chosen} @change=${keep} />${label}</label>
        `,
      )}
    </fieldset>
  `;
}

const keep = (event) => (keptForm.value = { ...keptForm.value, [event.target.name]: event.target.value });

export const checkoutView = {
  title: () => t('checkout.title'),
  enter() {
    failure = null;
    errors = {};
    if (cart.count() === 0) shop.go('/cart');
  },
  draw() {
    const { channels, default_country } = shop.settings;
    const wanted = order();
    return html`
      <h1>${t('checkout.title')}</h1>
      <p class="total"><span>${t('cart.total')}</span> <strong>${money(cart.total(), shop.settings.currency)}</strong></p>
      <form @submit=${submit}>
        ${field('customer_name', { label: t('checkout.name'), autocomplete: 'name' })}
        ${field('phone_number', {
          label: t('checkout.phone'),
          hint: t(default_country ? 'checkout.phoneHint' : 'checkout.phoneHintAbroad'),
          type: 'tel',
          autocomplete: 'tel',
          required: true,
        })}
        ${field('address', { label: t('checkout.address'), lines: 3, autocomplete: 'street-address', required: true })}
        ${field('note', { label: t('checkout.note'), lines: 2 })}
        ${choice('payment_method', t('checkout.pay'), methods().map(({ name }) => [name, methodName(name)]), wanted.payment_method)}
        ${channels.length > 1
          ? choice('channel', t('checkout.channel'), channels.map((channel) => [channel, t(`channel.${channel}`)]), wanted.channel)
          : nothing}
        ${failure ? html`<p class="note bad" role="alert">${explain(failure)}</p>` : nothing}
        <button class="main wide" ?disabled=${busy}>${t(busy ? 'checkout.sending' : 'checkout.send')}</button>
      </form>
    `;
  },
};
