/** Where the shop's own systems are told what happens to orders. */
import { api } from '../../pages/assets/api.js';
import { ago, badge, dialog, does, field, html, link, loading, nothing, problemNote, submits, t, table, toast, words } from './parts.js';

export const ENDPOINTS = '/api/v1/webhooks/endpoints';
export const TOPICS = ['order.placed', 'order.changed', 'payment.changed'];

export async function screen(context) {
  let endpoints;
  let problem;

  async function load() {
    problem = undefined;
    try {
      endpoints = (await api.get(ENDPOINTS, { signal: context.signal })).items;
    } catch (failure) {
      problem = failure;
    }
    draw();
  }

  const draw = () =>
    context.show(html`
      <p class="faint">${t('console.webhooks.text')}</p>
      <p><button type="button" class="main" @click=${add}>${t('console.webhooks.add')}</button></p>
      ${problem ? problemNote(problem, load) : endpoints ? list() : loading()}
    `);

  const add = does(async () => {
    const added = await askEndpoint(t('console.webhooks.add'), { url: '', topics: TOPICS }, (given) => api.post(ENDPOINTS, given));
    if (added) {
      await showSecret(added.secret);
      context.go(`/webhooks/${added.id}`);
    }
  });

  const list = () =>
    table({
      caption: t('console.webhooks.title'),
      empty: t('console.webhooks.none'),
      rows: endpoints,
      columns: [
        { title: t('console.webhooks.url'), cell: (endpoint) => html`<a href=${link(`/webhooks/${endpoint.id}`)}>${endpoint.url}</a>` },
        { title: t('console.webhooks.topics'), cell: (endpoint) => endpoint.topics.map((topic) => words('topic', topic)).join(', ') },
        { title: t('console.webhooks.state'), cell: stateOf },
        { title: t('console.webhooks.since'), cell: (endpoint) => ago(endpoint.created_at) },
      ],
    });

  await load();
}

/** How an endpoint does, in a word, and since when it fails. */
export function stateOf(endpoint) {
  if (!endpoint.active) {
    return html`${badge('off', t('console.today.off'), 'bad')} ${endpoint.disabled_reason ? words('disabled', endpoint.disabled_reason) : nothing}`;
  }
  return endpoint.failing_since
    ? html`${badge('failing', t('console.webhooks.failing'))} ${ago(endpoint.failing_since)}`
    : badge('active', t('console.webhooks.active'));
}

/** Asks for address and topics until `run(given)` has taken them. */
export function askEndpoint(title, { url, topics }, run) {
  let problem;
  let typed = { url, topics };
  return dialog({
    title,
    body: ({ close, redraw }) => html`<form @submit=${submits(
      async (given) => {
        typed = { url: given.url, topics: TOPICS.filter((topic) => given[topic]) };
        close(await run(typed));
      },
      (failure) => {
        problem = failure;
        redraw();
      },
    )}>
      ${field({ label: t('console.webhooks.url'), name: 'url', type: 'url', value: typed.url, required: true, maxlength: 500, placeholder: 'https://', autofocus: true, error: problem?.errors?.find((one) => one.field === 'url')?.message })}
      <fieldset>
        <legend>${t('console.webhooks.topics')}</legend>
        ${TOPICS.map((topic) => field({ label: words('topic', topic), name: topic, type: 'checkbox', value: typed.topics.includes(topic) }))}
      </fieldset>
      ${problem ? problemNote(problem) : nothing}
      <div class="actions row">
        <button type="submit" class="main">${t('console.save')}</button>
        <button type="button" @click=${() => close()}>${t('console.dismiss')}</button>
      </div>
    </form>`,
  });
}

/** Shows a secret, which nobody can read again. */
export function showSecret(secret) {
  return dialog({
    title: t('console.webhooks.secret'),
    body: ({ close }) => html`
      <p>${t('console.webhooks.secrettext')}</p>
      <p><code class="secret">${secret}</code></p>
      <div class="actions row">
        <button type="button" class="main" autofocus @click=${() => close(true)}>${t('console.webhooks.secretkept')}</button>
        <button type="button" @click=${does(async () => {
          await navigator.clipboard.writeText(secret);
          toast(t('console.copied'));
        })}>${t('console.copy')}</button>
      </div>`,
  });
}
