// Development only: the texts that were not really sent, as a phone shows them, newest first.

import { html, nothing, render } from '../../../pages/assets/lit-html.js';
import { api } from '../../../pages/assets/api.js';
import { chooseLanguage, explain, hasText, language, languages, loadTexts, t, time } from '../../../pages/assets/texts.js';

const LOOK_EVERY = 2000;

let phone = new URLSearchParams(location.search).get('phone') ?? '';
let texts = [];
let failure = null;
let copied = '';
let shown = '';

async function look() {
  if (document.hidden) return;
  try {
    texts = (await api.get(`/dev/inbox${phone ? `?phone=${encodeURIComponent(phone)}` : ''}`)).items;
    failure = null;
  } catch (problem) {
    failure = problem;
  }
  const now = JSON.stringify([texts, failure?.code]);
  if (now !== shown) draw(); // what has not changed is not drawn and not read aloud again
  shown = now;
}

function choose(event) {
  event.preventDefault();
  phone = new FormData(event.target).get('phone').trim();
  history.replaceState(null, '', phone ? `?phone=${encodeURIComponent(phone)}` : location.pathname);
  look();
}

async function copy(code) {
  await navigator.clipboard.writeText(code);
  copied = code;
  draw();
}

const purpose = (name) => (hasText(`purpose.${name}`) ? t(`purpose.${name}`) : name);

const bubble = (text) => html`
  <li>
    <p class="faint row">
      <a href="?phone=${encodeURIComponent(text.phone_number)}">${text.phone_number}</a>
      <span class="tag">${purpose(text.purpose)}</span>
      <time datetime=${text.sent_at}>${time(text.sent_at)}</time>
    </p>
    <p class="bubble" dir="auto">${text.text}</p>
    ${text.code ? html`<button @click=${() => copy(text.code)}>${t(copied === text.code ? 'inbox.copied' : 'inbox.copy', { code: text.code })}</button>` : nothing}
  </li>
`;

function draw() {
  document.title = t('inbox.title');
  render(
    html`
      <header class="bar">
        <a class="brand" href=${api.url('/')}><img src=${api.url('/pages/assets/logo.svg')} alt="" width="28" height="28" />Ordergate</a>
        <label>
          <span class="aloud">${t('language')}</span>
          <select @change=${(event) => chooseLanguage(event.target.value)}>
            ${Object.entries(languages).map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === language}>${name}</option>`)}
          </select>
        </label>
      </header>
      <main>
        <h1>${t('inbox.title')}</h1>
        <p class="faint">${t('inbox.about')}</p>
        <form class="row" @submit=${choose}>
          <label for="phone">${t('inbox.phone')}</label>
          <input id="phone" name="phone" type="tel" autocomplete="off" .value=${phone} />
          <button>${t('inbox.show')}</button>
          ${phone ? html`<a href="?">${t('inbox.all')}</a>` : nothing}
        </form>
        ${failure ? html`<p class="note bad" role="alert">${explain(failure)}</p>` : nothing}
        <ol class="texts" aria-live="polite">${texts.map(bubble)}</ol>
        ${texts.length === 0 ? html`<p class="note">${t('inbox.none')}</p>` : nothing}
      </main>
    `,
    document.getElementById('app'),
  );
}

await loadTexts(import.meta.url);
draw();
await look();
setInterval(look, LOOK_EVERY);
