/** The frame: who is signed in, the menu, and the screen that the hash of the address names. */
import { api } from '../../pages/assets/api.js';
import { chooseLanguage, language, languages, loadTexts } from '../../pages/assets/texts.js';
import { html, link, loading, nameMethods, nothing, problemNote, render, setZone, t } from './parts.js';
import { screens } from './screens.js';
import { answerDemands, begin, signOut, user } from './session.js';

const page = document.getElementById('page');
let settings = {};
let left = new AbortController();
let shown = { title: '', body: nothing };
let place = '';
let menuOpen = false;

const mayOpen = (screen) =>
  screen.roles === 'anyone' || (user() && (screen.roles === 'staff' ? user().role !== 'customer' : user().role === screen.roles));

/** The screen of a hash such as `#/orders/42?print=1`, with its parameters; undefined when there is none. */
function find(hash) {
  const [path, query = ''] = (hash.replace(/^#/, '') || '/').split('?');
  const parts = path.split('/');
  for (const screen of screens) {
    const pattern = screen.path.split('/');
    if (pattern.length === parts.length && pattern.every((part, at) => part.startsWith(':') || part === parts[at])) {
      const params = {};
      pattern.forEach((part, at) => part.startsWith(':') && (params[part.slice(1)] = decodeURIComponent(parts[at])));
      return { screen, params, query: new URLSearchParams(query) };
    }
  }
  return undefined;
}

async function open() {
  left.abort();
  document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
  left = new AbortController();
  const { signal } = left;
  menuOpen = false;
  const found = find(location.hash);
  if (!found) {
    place = '';
    return arrive({ title: t('console.missing.title'), body: html`<p>${t('console.missing.text')}</p>` });
  }
  if (!user() && found.screen.roles !== 'anyone') {
    location.replace(link('/sign-in', { next: location.hash.slice(1) }));
    return undefined;
  }
  if (!mayOpen(found.screen)) {
    place = '';
    return arrive({ title: t('console.refused.title'), body: html`<p>${t('console.refused.text')}</p>` });
  }
  enter(found);
  const context = {
    params: found.params,
    query: found.query,
    user: user(),
    settings,
    signal,
    link,
    go: (path, query) => (location.hash = link(path, query)),
    setTitle: (text) => !signal.aborted && draw({ ...shown, title: text }),
    show: (body) => !signal.aborted && draw({ ...shown, body }),
  };
  try {
    const module = await import(`./${found.screen.module}`);
    if (!signal.aborted) {
      await module.screen(context);
    }
  } catch (problem) {
    if (!signal.aborted) {
      draw({ ...shown, body: problemNote(problem, open) });
    }
  }
  return undefined;
}

/** Shows that a screen is being loaded. Another filter of the same screen leaves what is there, and the focus, until it has come. */
function enter({ screen, params }) {
  const next = `${screen.path} ${JSON.stringify(params)}`;
  if (next !== place) {
    place = next;
    arrive({ title: t(screen.title), body: loading() });
  } else {
    draw(shown);
  }
}

/** A new screen begins at its top, and screen readers read its title. */
function arrive(next) {
  draw(next);
  window.scrollTo(0, 0);
  page.querySelector('h1').focus({ preventScroll: true });
}

function draw(next) {
  shown = next;
  document.title = `${shown.title} · ${settings.service ?? t('console.name')}`;
  render(frame(), page);
}

const frame = () => html`
  <a class="skip" href="#content" @click=${toContent}>${t('console.skip')}</a>
  <header class="bar">
    <a class="brand" href="#/">${settings.service ?? 'Ordergate'}<span class="faint"> ${t('console.name')}</span></a>
    ${user() ? html`<button type="button" class="menu" aria-expanded=${menuOpen} aria-controls="menu" @click=${toggleMenu}>${t('console.menu')}</button>` : nothing}
    <label class="language"><span class="aloud">${t('console.language')}</span>
      <select @change=${(event) => chooseLanguage(event.target.value)}>${Object.entries(languages).map(
        ([code, name]) => html`<option value=${code} ?selected=${code === language}>${name}</option>`,
      )}</select>
    </label>
  </header>
  <div class="columns">
    ${user() ? navigation() : nothing}
    <main id="content">
      <h1 tabindex="-1">${shown.title}</h1>
      ${shown.body}
    </main>
  </div>
`;

function navigation() {
  const mine = screens.filter((screen) => screen.menu && mayOpen(screen));
  const groups = [...new Set(mine.map((screen) => screen.menu))];
  const here = find(location.hash)?.screen;
  const current = here?.menu ? here.path : screens.findLast((one) => one.menu && one.path !== '/' && here?.path.startsWith(one.path))?.path;
  return html`<nav id="menu" class=${menuOpen ? 'open' : ''} aria-label=${t('console.menu')}>
    ${groups.map(
      (group) => html`<p class="group" id="menu-${group}">${t(`console.menu.${group}`)}</p>
        <ul aria-labelledby="menu-${group}">${mine
          .filter((screen) => screen.menu === group)
          .map((screen) => html`<li><a href="#${screen.path}" aria-current=${screen.path === current ? 'page' : nothing} @click=${closeMenu}>${t(screen.title)}</a></li>`)}</ul>`,
    )}
    <p class="who">${user().name ?? user().email ?? user().phone_number}<br><span class="faint">${t(`console.role.${user().role}`)}</span></p>
    <button type="button" @click=${leave}>${t('console.signout')}</button>
  </nav>`;
}

function toggleMenu() {
  menuOpen = !menuOpen;
  draw(shown);
}

function closeMenu() {
  menuOpen = false;
  draw(shown);
}

function toContent(event) {
  event.preventDefault();
  page.querySelector('h1').focus();
}

async function leave() {
  await signOut();
  location.hash = '#/sign-in';
}

async function start() {
  await loadTexts(import.meta.url);
  answerDemands(() => (location.hash = link('/sign-in', { next: location.hash.slice(1), why: 'again' })));
  const [known] = await Promise.all([api.get('/api/v1/client-settings').catch(() => ({})), begin()]);
  settings = known;
  nameMethods(settings.payment_methods);
  // A shop that has set no zone has UTC, which helps nobody to read a time.
  setZone(settings.time_zone === 'UTC' ? undefined : settings.time_zone);
  addEventListener('hashchange', open);
  await open();
}

start();
