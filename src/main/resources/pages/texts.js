// Texts of a page, and numbers and dates as the reader's language writes them.
//
//   await loadTexts(import.meta.url);        // texts.en.json beside the calling module, and the common ones beside this
//   t('cart.items', { count: 3 });           // "3 items" from "{count} items"

export const languages = { en: 'English', bn: 'বাংলা' };

const KEPT = 'ordergate-language';

/** The reader's choice, else the first language of the browser that there is. */
export const language = (() => {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages].map((tag) => tag?.split('-')[0]);
  return wanted.find((tag) => Object.hasOwn(languages, tag)) ?? 'en';
})();

let texts = {};

/** Loads the common texts and those beside each module whose address is given. Later ones win. */
export async function loadTexts(...modules) {
  const files = [import.meta.url, ...modules].map((module) => new URL(`./texts.${language}.json`, module));
  const loaded = await Promise.all(files.map((file) => fetch(file, { cache: 'no-cache' }).then((it) => it.json())));
  texts = Object.assign({}, ...loaded);
  document.documentElement.lang = language;
}

/** The text of this name with values in its places; the name itself where there is no such text. */
export function t(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (place, value) => values[value] ?? place);
}

export const hasText = (name) => Object.hasOwn(texts, name);

/** A friendly sentence for a problem of the API: the one of its code, else the title that came with it. */
export function explain(problem) {
  const name = `problem.${problem.code}`;
  if (hasText(name)) return t(name, { seconds: number(problem.retryAfter || 0) });
  return problem.title || t('problem.unknown');
}

/** Keeps the choice and shows the page anew. */
export function chooseLanguage(tag) {
  localStorage.setItem(KEPT, tag);
  location.reload();
}

export const number = (value) => new Intl.NumberFormat(language).format(value);

/** Amounts are texts in JSON, and stay exact here. */
export const money = (amount, currency) =>
  new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(amount);

export const dateTime = (instant) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));

export const date = (instant) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(instant));

export const time = (instant) => new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(new Date(instant));
