/** Parts that all screens share: numbers and times, tables, forms, dialogs, messages. */
import { html, nothing, render } from '../../pages/assets/lit-html.js';
import { explain, hasText, language, t } from '../../pages/assets/texts.js';

export { html, nothing, render, t };

// ---- Money, numbers and times ----

/** An amount as the API writes it (a decimal in a string), with as many decimals as it has: never computed with floats. */
export function money(amount, currency) {
  if (amount == null) {
    return '';
  }
  const decimals = (String(amount).split('.')[1] ?? '').length;
  try {
    return new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay: 'code',
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(amount);
  } catch {
    return `${amount} ${currency ?? ''}`.trim();
  }
}

/** Exact sum of decimals in strings of one currency. */
export function sum(amounts) {
  const decimals = Math.max(0, ...amounts.map((amount) => (String(amount).split('.')[1] ?? '').length));
  const minor = amounts.reduce((total, amount) => total + toMinor(String(amount), decimals), 0n);
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${minor < 0n ? '-' : ''}${whole}${decimals ? `.${digits.slice(-decimals)}` : ''}`;
}

function toMinor(amount, decimals) {
  const [whole, part = ''] = amount.replace('-', '').split('.');
  const minor = BigInt(whole + part.padEnd(decimals, '0'));
  return amount.startsWith('-') ? -minor : minor;
}

export const number = (value) => new Intl.NumberFormat(language).format(value);

/** A part of a whole, as "84 %"; a dash when there is no whole. */
export function percent(part, whole) {
  return whole
    ? new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(part / whole)
    : '–';
}

let zone;

/** Sets the zone of all times, such as `Asia/Dhaka`; without it, and when it is unknown, the browser's own counts. */
export function setZone(name) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    zone = name;
  } catch {
    zone = undefined;
  }
}

export const zoneName = () => zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

const formatTime = (at, options) => new Intl.DateTimeFormat(language, { timeZone: zone, ...options }).format(new Date(at));

/** A moment, short in the text and complete in its title. */
export function time(at, options = { dateStyle: 'medium', timeStyle: 'short' }) {
  return at
    ? html`<time datetime=${at} title=${formatTime(at, { dateStyle: 'full', timeStyle: 'long' })}>${formatTime(at, options)}</time>`
    : nothing;
}

/** A day such as `2026-03-14`, which has no zone. */
export const day = (date) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

const UNITS = [
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** How long ago a moment was: "3 minutes ago". */
export function ago(at) {
  const seconds = (new Date(at) - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
  return html`<time datetime=${at} title=${formatTime(at, { dateStyle: 'full', timeStyle: 'long' })}>${words}</time>`;
}

// ---- Links and badges ----

/** An address inside the console, with the values of `query` that are not empty. */
export function link(path, query = {}) {
  const used = Object.entries(query).filter(([, value]) => value != null && value !== '');
  return `#${path}${used.length ? `?${new URLSearchParams(used)}` : ''}`;
}

/** A link to somewhere else, only if it is http(s): addresses come from people. */
export function outside(address, text = address) {
  return /^https?:\/\//i.test(address ?? '')
    ? html`<a href=${address} target="_blank" rel="noopener noreferrer">${text}</a>`
    : (text ?? '');
}

const KINDS = {
  good: ['delivered', 'completed', 'paid', 'settled', 'up', 'active', 'succeeded'],
  busy: ['verified', 'processing', 'shipped', 'authorised', 'partially_paid', 'sent', 'waiting'],
  bad: ['cancelled', 'returned', 'refused', 'failed', 'down', 'undelivered', 'parked', 'failing'],
};

/** A state in a word, whose colour repeats what the word says. */
export function badge(state, text = words('state', state), kind = kindOf(state)) {
  return html`<span class="tag ${kind}">${text}</span>`;
}

const kindOf = (state) => Object.keys(KINDS).find((kind) => KINDS[kind].includes(state)) ?? 'plain';

const methods = new Map();

/** Takes the names of the payment methods that the service offers, from its client-settings. */
export const nameMethods = (offered = []) => offered.forEach(({ name, label }) => methods.set(name, label));

/** The words of a kind from the API; one that the console does not know yet is shown as it is. */
export function words(prefix, kind) {
  const key = `console.${prefix}.${kind}`;
  if (hasText(key)) return t(key);
  return (prefix === 'method' && methods.get(kind)) || String(kind ?? '').replaceAll(/[_-]/g, ' ');
}

// ---- Tables and pages ----

/**
 * A table that becomes a list of cards where it is narrow.
 *
 * `columns`: `{title, cell(row), number}`; `number` aligns figures. `rowClass(row)` is optional.
 */
export function table({ caption, columns, rows, empty = t('console.nothing'), rowClass = () => '' }) {
  if (rows.length === 0) {
    return html`<p class="empty">${empty}</p>`;
  }
  return html`<div class="scroll"><table role="table">
    <caption class="aloud">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${columns.map(
      (column) => html`<th role="columnheader" scope="col" class=${column.number ? 'number' : ''}>${column.title}</th>`,
    )}</tr></thead>
    <tbody role="rowgroup">${rows.map(
      (row) => html`<tr role="row" class=${rowClass(row)}>${columns.map(
        (column) => html`<td role="cell" class=${column.number ? 'number' : ''} data-label=${column.title}><div>${column.cell(row)}</div></td>`,
      )}</tr>`,
    )}</tbody>
  </table></div>`;
}

/**
 * A list that comes in pages: `load(cursor)` answers `{items, next_cursor}`, `view(items)` draws what there is.
 * Answers `{items, start(), more(), template()}`; `changed()` is called when there is something new to draw.
 */
export function pages({ load, view, changed }) {
  const list = {
    items: [],
    cursor: undefined,
    busy: true,
    problem: undefined,
    async start() {
      list.items = [];
      list.cursor = undefined;
      await list.more();
    },
    async more() {
      list.busy = true;
      list.problem = undefined;
      changed();
      try {
        const page = await load(list.cursor);
        list.items = [...list.items, ...page.items];
        list.cursor = page.next_cursor;
      } catch (problem) {
        list.problem = problem;
      }
      list.busy = false;
      changed();
    },
    template: () => html`
      ${list.items.length || !(list.busy || list.problem) ? view(list.items) : nothing}
      ${list.problem ? problemNote(list.problem, list.more) : nothing}
      ${list.busy ? loading() : nothing}
      ${list.cursor && !list.busy ? html`<p><button type="button" @click=${list.more}>${t('console.more')}</button></p>` : nothing}
    `,
  };
  return list;
}

export const loading = () => html`<p class="loading" role="status">${t('console.loading')}</p>`;

/** The service explains errors in English; for other languages there are sentences of our own, by the code. */
function headline(problem) {
  if (problem.code === 'offline') {
    return t('console.offline');
  }
  return (language === 'en' || !problem.code ? problem.title : explain(problem)) || t('console.failed');
}

/** What went wrong, in one sentence. */
export const sentence = (problem) => (language === 'en' && problem.detail) || headline(problem);

/** What went wrong, in the service's own words, with the request's id for whoever asks the operators. */
export function problemNote(problem, again) {
  return html`<div class="note bad" role="alert">
    <strong>${headline(problem)}</strong>
    ${problem.detail ? html`<p>${problem.detail}</p>` : nothing}
    ${problem.errors?.length && !problem.detail ? html`<ul>${problem.errors.map((error) => html`<li>${error.field}: ${error.message}</li>`)}</ul>` : nothing}
    ${problem.request_id ? html`<p class="faint">${t('console.request')} <code>${problem.request_id}</code></p>` : nothing}
    ${again ? html`<button type="button" @click=${again}>${t('console.again')}</button>` : nothing}
  </div>`;
}

// ---- Forms ----

let ids = 0;

/**
 * A labelled field. `type` is one of those of `input`, or `select` (with `options`: `[value, text]`), `textarea`, `checkbox`.
 * What else is given (`required`, `maxlength`, `autocomplete`, `inputmode`, `pattern`, `min`, `max`, `step`, `placeholder`)
 * goes to the element. `plain` leaves out that a field is optional, where nobody would think otherwise.
 */
export function field({ label, name, type = 'text', value = '', hint, error, options = [], ...rest }) {
  const id = `f${++ids}`;
  const described = [hint && `${id}h`, error && `${id}e`].filter(Boolean).join(' ') || nothing;
  const attribute = (key) => (rest[key] == null || rest[key] === false ? nothing : rest[key]);
  const invalid = error ? 'true' : nothing;
  let control;
  if (type === 'select') {
    control = html`<select id=${id} name=${name} ?required=${rest.required} aria-describedby=${described} aria-invalid=${invalid}>
      ${options.map(([option, text]) => html`<option value=${option} ?selected=${option === value}>${text}</option>`)}
    </select>`;
  } else if (type === 'textarea') {
    control = html`<textarea id=${id} name=${name} rows=${rest.rows ?? 3} maxlength=${attribute('maxlength')} ?required=${rest.required}
      aria-describedby=${described} aria-invalid=${invalid} .value=${value}></textarea>`;
  } else if (type === 'checkbox') {
    return html`<div class="field check">
      <input id=${id} type="checkbox" name=${name} .checked=${Boolean(value)} aria-describedby=${described}>
      <label for=${id}>${label}</label>
      ${hint ? html`<p class="hint" id="${id}h">${hint}</p>` : nothing}
    </div>`;
  } else {
    control = html`<input id=${id} name=${name} type=${type} .value=${value} ?required=${rest.required} ?autofocus=${rest.autofocus}
      minlength=${attribute('minlength')} maxlength=${attribute('maxlength')} autocomplete=${attribute('autocomplete')}
      inputmode=${attribute('inputmode')} pattern=${attribute('pattern')} min=${attribute('min')} max=${attribute('max')}
      step=${attribute('step')} placeholder=${attribute('placeholder')} accept=${attribute('accept')} autocapitalize=${attribute('autocapitalize')}
      spellcheck=${attribute('spellcheck')} aria-describedby=${described} aria-invalid=${invalid}>`;
  }
  return html`<div class="field">
    <label for=${id}>${label}${rest.required || rest.plain ? nothing : html` <span class="faint">${t('console.optional')}</span>`}</label>
    ${control}
    ${hint ? html`<p class="hint" id="${id}h">${hint}</p>` : nothing}
    ${error ? html`<p class="error" id="${id}e">${error}</p>` : nothing}
  </div>`;
}

/** The values of a form; empty ones are left out, checkboxes are true or false, files stay files. */
export function values(form) {
  const answer = {};
  for (const element of form.elements) {
    if (!element.name || element.disabled) {
      continue;
    }
    if (element.type === 'checkbox') {
      answer[element.name] = element.checked;
    } else if (element.type === 'file') {
      answer[element.name] = element.files[0];
    } else if (element.type === 'radio') {
      if (element.checked) {
        answer[element.name] = element.value;
      }
    } else if (element.value.trim() !== '') {
      answer[element.name] = element.type === 'password' ? element.value : element.value.trim();
    }
  }
  return answer;
}

/** A listener for `submit` that runs `run(values, form)` once at a time and puts what went wrong where `fail(problem)` draws it. */
export function submits(run, fail = (problem) => alertUser(sentence(problem))) {
  return async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    await busy(form, async () => {
      try {
        await run(values(form), form);
      } catch (problem) {
        fail(problem);
      }
    });
  };
}

/** A listener for `click` of a button that does one thing at a time and tells what went wrong. */
export function does(run) {
  return async (event) => {
    const button = event.currentTarget;
    await busy(button, async () => {
      try {
        await run(event);
      } catch (problem) {
        alertUser(sentence(problem));
      }
    });
  };
}

/** Marks an element as busy and passes over clicks while something is under way; buttons stay focusable. */
async function busy(element, run) {
  if (element.getAttribute('aria-busy') === 'true') {
    return;
  }
  element.setAttribute('aria-busy', 'true');
  try {
    await run();
  } finally {
    element.removeAttribute('aria-busy');
  }
}

// ---- Dialogs ----

/**
 * Shows a dialog until it is closed, and answers what `close(answer)` was given; undefined when it was dismissed.
 * `body({close, redraw})` is its template. The browser keeps the focus inside and gives it back afterwards.
 */
export function dialog({ title, body, wide = false }) {
  const opener = document.activeElement;
  const element = document.createElement('dialog');
  const id = `d${++ids}`;
  element.setAttribute('aria-labelledby', id);
  element.classList.toggle('wide', wide);
  document.body.append(element);
  return new Promise((resolve) => {
    let answer;
    const controls = {
      close(value) {
        answer = value;
        element.close();
      },
      redraw() {
        render(
          html`<div class="head"><h2 id=${id}>${title}</h2>
            <button type="button" class="icon" aria-label=${t('console.close')} @click=${() => controls.close()}>✕</button></div>
            ${body(controls)}`,
          element,
        );
      },
    };
    element.addEventListener('close', () => {
      element.remove();
      if (!opener?.isConnected) {
        document.querySelector('main h1')?.focus();
      }
      resolve(answer);
    });
    controls.redraw();
    element.showModal();
    (element.querySelector('[autofocus]') ?? element.querySelector('form input, form select, form textarea, form button'))?.focus();
  });
}

/**
 * Asks for the values of `fields` and runs `run(values)` with them; the dialog stays open, and says why, while that fails.
 * Answers what `run` answered, or undefined when somebody thought better of it.
 */
export function ask({ title, text, fields = [], action = t('console.save'), danger = false, run }) {
  let problem;
  let typed = {};
  return dialog({
    title,
    body: ({ close, redraw }) => html`<form @submit=${submits(
      async (given) => {
        typed = given;
        close((await run(given)) ?? true);
      },
      (failure) => {
        problem = failure;
        redraw();
      },
    )}>
      ${text ? html`<div class="text">${typeof text === 'string' ? html`<p>${text}</p>` : text}</div>` : nothing}
      ${fields.map((one) =>
        field({ ...one, value: typed[one.name] ?? one.value, error: problem?.errors?.find((error) => error.field?.split('.').at(-1) === one.name)?.message }),
      )}
      ${problem ? problemNote(problem) : nothing}
      <div class="actions row">
        <button type="submit" class=${danger ? 'danger' : 'main'}>${action}</button>
        <button type="button" @click=${() => close()}>${t('console.dismiss')}</button>
      </div>
    </form>`,
  });
}

// ---- Messages ----

/** Says something that went well, for some seconds. */
export const toast = (text) => announce('toasts', text, 6000);

/** Says something that did not go well, until it is closed. */
export const alertUser = (text) => announce('alerts', text);

function announce(region, text, milliseconds) {
  const note = document.createElement('div');
  note.className = `toast ${region === 'alerts' ? 'bad' : 'good'}`;
  const remove = () => note.remove();
  render(
    html`<span>${text}</span><button type="button" class="icon" aria-label=${t('console.close')} @click=${remove}>✕</button>`,
    note,
  );
  // A modal dialog makes the rest of the page inert, so messages join it.
  const open = [...document.querySelectorAll('dialog[open]')].at(-1);
  (open && region === 'alerts' ? open : document.getElementById(region)).append(note);
  if (milliseconds) {
    setTimeout(remove, milliseconds);
  }
}
