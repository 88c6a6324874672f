// The demo shop: the frame of the page, and which view the address names.
//
// It is also a worked example of a client of the API. Begin to read here, then follow an order through its modules:
//
//   products.js   what is sold
//   cart.js       what the customer wants
//   checkout.js   the form, and the call that has a code texted        POST /api/v1/orders/initiate
//   code.js       typing the code back, sending it again, its status   POST /api/v1/orders/verify
//   order.js      the order, live, and paying for it                   GET  /api/v1/orders/{id}
//   phone.js      in development: the texts, as a phone shows them     GET  /dev/inbox
//   kept.js       what is remembered, where, and for how long
//
// Nothing is built or bundled: these files are what the browser runs. lit-html renders; all texts that come from the API
// are put into the page as text, never as HTML.

import { html, nothing, render } from '../../pages/assets/lit-html.js';
import { api } from '../../pages/assets/api.js';
import { chooseLanguage, explain, language, languages, loadTexts, number, t } from '../../pages/assets/texts.js';
import { cart, cartView } from './cart.js';
import { checkoutView } from './checkout.js';
import { codeView } from './code.js';
import { orderView } from './order.js';
import { phoneView } from './phone.js';
import { loadProducts, productsView } from './products.js';

/** A view draws the main part. It has title(), draw(), and enter() and leave() where it begins and ends something. */
const views = { '': productsView, cart: cartView, checkout: checkoutView, code: codeView, order: orderView };

/** What all views know: the settings of the service, the products, and how to draw the page again or to move on. */
export const shop = {
  settings: null,
  products: [],
  draw,
  go: (address) => (location.hash = address),
};

let view = null;
let failure = null;

function draw() {
  document.title = view ? `${view.title()} · ${shop.settings.service}` : t('shop.name');
  render(
    html`
      <a class="skip" href="#main" @click=${skip}>${t('shop.skip')}</a>
      <header class="bar">
        <a class="brand" href="#/"><img src=${api.url('/pages/assets/logo.svg')} alt="" width="28" height="28" /><span>${shop.settings?.service ?? ''}</span></a>
        <label class="language">
          <span class="aloud">${t('language')}</span>
          <select @change=${(event) => chooseLanguage(event.target.value)}>
            ${Object.entries(languages).map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === language}>${name}</option>`)}
          </select>
        </label>
        <a class="button" href="#/cart">${t('shop.cart')} <span class="count">${number(cart.count())}</span></a>
      </header>
      <div class="columns">
        <main id="main" tabindex="-1">
          ${failure ? html`<div class="note bad" role="alert"><p>${explain(failure)}</p><button @click=${start}>${t('shop.again')}</button></div>` : nothing}
          ${view?.draw() ?? nothing}
        </main>
        ${phoneView.draw()}
      </div>
      <footer>
        <p>${t('shop.demo')} <a href=${api.url('/docs')}>${t('shop.docs')}</a> · <a href=${api.url('/console')}>${t('shop.console')}</a></p>
      </footer>
    `,
    document.getElementById('app'),
  );
}

function skip(event) {
  event.preventDefault(); // the hash names the view
  document.getElementById('main').focus();
}

/** Shows the view of the address: #/, #/cart, #/checkout, #/code or #/order/{id}. */
function open() {
  const [name, parameter] = location.hash.replace(/^#\/?/, '').split('/');
  view?.leave?.();
  view = views[name] ?? productsView;
  view.enter?.(parameter);
  draw();
}

/** Who moves on hears where they are: the heading of the new view gets the focus. */
function moved() {
  if (!shop.settings) return; // not there yet: the view of the address is opened then
  open();
  scrollTo(0, 0);
  const heading = document.querySelector('main h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

async function start() {
  failure = null;
  try {
    shop.settings = await api.get('/api/v1/client-settings');
    await loadProducts();
    const paid = new URLSearchParams(location.search).get('order_id'); // back from the page of a payment provider
    if (paid) history.replaceState(null, '', `${location.pathname}#/order/${encodeURIComponent(paid)}`);
    open();
  } catch (problem) {
    failure = problem;
    draw();
  }
}

await loadTexts(import.meta.url);
addEventListener('hashchange', moved);
await start();
