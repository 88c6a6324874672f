// The cart: kept in the browser, priced for show. What the order costs is computed by the service.

import { html, nothing } from '../../pages/assets/lit-html.js';
import { live } from '../../pages/assets/directives/live.js';
import { money, number, t } from '../../pages/assets/texts.js';
import { keptCart } from './kept.js';
import { find } from './products.js';
import { shop } from './shop.js';

const MOST_OF_ONE = 99;

/** What to tell the customer above the cart: why it is shown again. */
let notice = '';

export const cart = {
  quantity: (id) => keptCart.value[id] ?? 0,

  count: () => Object.values(keptCart.value).reduce((sum, quantity) => sum + quantity, 0),

  set(id, quantity) {
    const { [id]: before, ...others } = keptCart.value;
    const after = Math.min(Math.max(quantity, 0), MOST_OF_ONE);
    keptCart.value = before === undefined || after === 0 ? { ...others, ...(after && { [id]: after }) } : { ...keptCart.value, [id]: after };
  },

  /** Drops products, those that are no longer sold for example. */
  forget(drop) {
    keptCart.value = Object.fromEntries(Object.entries(keptCart.value).filter(([id]) => !drop(id)));
  },

  /** The lines with the prices that the customer sees; with prices of the list they must be its prices. */
  items: () =>
    Object.entries(keptCart.value).map(([id, quantity]) => {
      const product = find(id);
      return { product_id: id, title: product.title ?? id, unit_price: product.unit_price, quantity };
    }),

  /** What the lines cost, counted in the smallest unit so that nothing is rounded. */
  total() {
    const decimals = Math.max(0, ...cart.items().map((item) => (item.unit_price.split('.')[1] ?? '').length));
    const minor = cart.items().reduce((sum, item) => sum + BigInt(item.unit_price.replace('.', '')) * BigInt(item.quantity), 0n);
    const digits = String(minor).padStart(decimals + 1, '0');
    return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
  },

  /** Shows the cart again and says why. */
  returnWith(text) {
    notice = text;
    shop.go('/cart');
  },

  /** Takes no more of a line than is left, and says so. The service names the lines of the order by their position. */
  takeWhatIsLeft(problem, items) {
    const left = problem.problem.items ?? [];
    left.forEach(({ position, available }) => cart.set(items[position].product_id, available));
    const lines = left.map(({ position, available }) =>
      t(available ? 'cart.left' : 'cart.gone', { title: items[position].title, count: number(available) }),
    );
    cart.returnWith([...lines, t('cart.changed')].join(' '));
  },
};

function line(item) {
  const id = `quantity-${item.product_id}`;
  const change = (quantity) => {
    cart.set(item.product_id, quantity);
    shop.draw();
  };
  return html`
    <li class="line">
      <div class="what"><h2 dir="auto">${item.title}</h2><p class="faint">${money(item.unit_price, shop.settings.currency)}</p></div>
      <div class="quantity">
        <button aria-label=${t('cart.less', { title: item.title })} @click=${() => change(item.quantity - 1)}>−</button>
        <label class="aloud" for=${id}>${t('cart.quantity', { title: item.title })}</label>
        <input id=${id} inputmode="numeric" maxlength="2" .value=${live(String(item.quantity))}
          @change=${(event) => change(Number.parseInt(event.target.value, 10) || item.quantity)} />
        <button aria-label=${t('cart.more', { title: item.title })} @click=${() => change(item.quantity + 1)}>+</button>
      </div>
    </li>
  `;
}

export const cartView = {
  title: () => t('cart.title'),
  leave: () => (notice = ''),
  draw: () => html`
    <h1>${t('cart.title')}</h1>
    ${notice ? html`<p class="note warn" role="alert">${notice}</p>` : nothing}
    ${cart.count() === 0
      ? html`<p>${t('cart.empty')}</p><p><a class="button" href="#/">${t('cart.look')}</a></p>`
      : html`
          <ul class="lines">${cart.items().map(line)}</ul>
          <p class="total" role="status"><span>${t('cart.total')}</span> <strong>${money(cart.total(), shop.settings.currency)}</strong></p>
          <p class="row"><a class="button main" href="#/checkout">${t('cart.checkout')}</a><a href="#/">${t('cart.look')}</a></p>
        `}
  `,
};
