// What is sold: the price list of the service, or samples where clients name the prices (PRICES=client).

import { html } from '../../pages/assets/lit-html.js';
import { api } from '../../pages/assets/api.js';
import { money, number, t } from '../../pages/assets/texts.js';
import { cart } from './cart.js';
import { shop } from './shop.js';

const MOST = 500; // a demo shop shows no more; a real one has pages and a search

/** Loads what is sold in the usual currency. */
export async function loadProducts() {
  shop.products = shop.settings.prices === 'client' ? await samples() : await listed();
  cart.forget((id) => !find(id));
}

export const find = (id) => shop.products.find((product) => product.product_id === id);

async function samples() {
  const file = await fetch(new URL('./samples.json', import.meta.url), { cache: 'no-cache' });
  const { items } = await file.json();
  return items.map((item) => ({
    ...item,
    currency: shop.settings.currency,
    unit_price: item.prices[shop.settings.currency] ?? item.prices.other,
    in_stock: true,
  }));
}

async function listed() {
  const products = [];
  const query = new URLSearchParams({ currency: shop.settings.currency, limit: 100 });
  do {
    const page = await api.get(`/api/v1/products?${query}`);
    products.push(...page.items);
    query.set('cursor', page.next_cursor ?? '');
  } while (query.get('cursor') && products.length < MOST);
  return products;
}

/** One of a few colours for the picture of a product, always the same one. */
const colour = (product) => `c${[...product.product_id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6}`;

const name = (product) => product.title ?? product.product_id;

function card(product) {
  const wanted = cart.quantity(product.product_id);
  return html`
    <li class="product">
      <div class="picture ${colour(product)}" aria-hidden="true">${[...name(product)][0]}</div>
      <h2 dir="auto">${name(product)}</h2>
      <p class="price">${money(product.unit_price, product.currency)}</p>
      ${product.in_stock
        ? html`<button class="main" @click=${() => add(product)}>
            ${t('products.add')}<span class="aloud"> ${name(product)}</span>
          </button>`
        : html`<p class="faint">${t('products.out')}</p>`}
      <p class="faint" role="status">${wanted ? t('products.inCart', { count: number(wanted) }) : ''}</p>
    </li>
  `;
}

function add(product) {
  cart.set(product.product_id, cart.quantity(product.product_id) + 1);
  shop.draw();
}

export const productsView = {
  title: () => t('products.title'),
  draw: () => html`
    <h1>${t('products.title')}</h1>
    ${shop.products.length ? html`<ul class="products">${shop.products.map(card)}</ul>` : html`<p>${t('products.none')}</p>`}
  `,
};
