// Development only: the texts to the customer's phone, as the phone would show them. A shop has no such thing.

import { html, nothing } from '../../pages/assets/lit-html.js';
import { api } from '../../pages/assets/api.js';
import { t, time } from '../../pages/assets/texts.js';
import { fillIn } from './code.js';
import { keptSession } from './kept.js';
import { phoneOfOrder } from './order.js';
import { shop } from './shop.js';

const LOOK_EVERY = 2000;

let texts = [];
let isThere = true;

/** The phone of the order that is being confirmed or shown; undefined elsewhere. */
const current = () => (location.hash.startsWith('#/code') ? keptSession.value?.order.phone_number : phoneOfOrder());

async function look() {
  const phone = current();
  if (!shop.settings?.inbox || !isThere || !phone || document.hidden) return;
  try {
    const { items } = await api.get(`/dev/inbox?phone=${encodeURIComponent(phone)}`);
    if (JSON.stringify(items) !== JSON.stringify(texts)) {
      texts = items;
      shop.draw();
    }
  } catch (problem) {
    isThere = problem.status !== 404; // only this machine may read it
  }
}

setInterval(look, LOOK_EVERY);
addEventListener('hashchange', () => setTimeout(look, 300));
setTimeout(look, 500);

export const phoneView = {
  draw: () =>
    shop.settings?.inbox && isThere && current()
      ? html`
          <aside class="phone" aria-label=${t('phone.title')}>
            <p class="faint">${t('phone.title')}</p>
            ${texts.length === 0 ? html`<p class="bubble faint">…</p>` : nothing}
            ${texts.map(
              (text) => html`
                <div class="bubble">
                  <p dir="auto">${text.text}</p>
                  <p class="faint row">
                    <span>${time(text.sent_at)}</span>
                    ${text.code && location.hash.startsWith('#/code') ? html`<button class="plain" @click=${() => fillIn(text.code)}>${t('phone.use', { code: text.code })}</button>` : nothing}
                  </p>
                </div>
              `,
            )}
          </aside>
        `
      : nothing,
};
