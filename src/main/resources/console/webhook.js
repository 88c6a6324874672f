/** One endpoint: what it is told, its secret, and every call of it. */
import { api } from '../../pages/assets/api.js';
import { ask, badge, does, html, link, loading, nothing, number, pages, problemNote, t, table, time, toast, words } from './parts.js';
import { askEndpoint, ENDPOINTS, showSecret, stateOf, TOPICS } from './webhooks.js';

/** A test event is called at once, as a rule; its call is looked for after this. */
const SOON = 2000;

export async function screen(context) {
  const path = `${ENDPOINTS}/${context.params.id}`;
  const filter = Object.fromEntries(context.query);
  const here = `/webhooks/${context.params.id}`;
  let endpoint;
  let problem;

  const deliveries = pages({
    load: (cursor) => {
      const query = Object.entries({ limit: 25, topic: filter.topic, failed: filter.failed, cursor }).filter(([, value]) => value);
      return api.get(`${path}/deliveries?${new URLSearchParams(query)}`, { signal: context.signal });
    },
    view: calls,
    changed: () => endpoint && draw(),
  });

  async function load() {
    problem = undefined;
    try {
      endpoint = await api.get(path, { signal: context.signal });
    } catch (failure) {
      problem = failure;
    }
    draw();
  }

  const draw = () => context.show(problem ? problemNote(problem, load) : endpoint ? view() : loading());

  const changed = (next) => {
    endpoint = next;
    toast(t('console.saved'));
    draw();
  };

  const change = does(async () => {
    const next = await askEndpoint(t('console.webhooks.change'), endpoint, (given) => api.patch(path, given));
    if (next) {
      changed(next);
    }
  });

  const turn = does(async () => changed(await api.patch(path, { active: !endpoint.active })));

  const test = does(async () => {
    await api.post(`${ENDPOINTS.replace('/endpoints', '')}/${context.params.id}/test`);
    toast(t('console.webhooks.tested'));
    setTimeout(() => context.signal.aborted || deliveries.start(), SOON);
  });

  const rotate = does(() =>
    ask({
      title: t('console.webhooks.rotate'),
      text: t('console.webhooks.rotatetext'),
      action: t('console.webhooks.rotate'),
      run: () => api.post(`${path}/rotate`),
    }).then(async (rotated) => {
      if (rotated) {
        endpoint = rotated;
        draw();
        await showSecret(rotated.secret);
      }
    }),
  );

  const remove = does(() =>
    ask({
      title: t('console.webhooks.remove'),
      text: t('console.webhooks.removetext', { url: endpoint.url }),
      action: t('console.webhooks.remove'),
      danger: true,
      run: async () => {
        await api.del(path);
        toast(t('console.webhooks.removed'));
        context.go('/webhooks');
      },
    }),
  );

  const redeliver = (call) =>
    does(async () => {
      await api.post(`${path}/deliveries/${call.id}/redeliver`);
      toast(t('console.webhooks.redelivered'));
      setTimeout(() => context.signal.aborted || deliveries.start(), SOON);
    });

  const view = () => html`
    <p><a href="#/webhooks">${t('console.webhooks.all')}</a></p>
    <section class="card" aria-labelledby="endpoint">
      <h2 id="endpoint">${endpoint.url}</h2>
      <dl>
        <dt>${t('console.webhooks.state')}</dt><dd>${stateOf(endpoint)}</dd>
        <dt>${t('console.webhooks.topics')}</dt><dd>${endpoint.topics.map((topic) => words('topic', topic)).join(', ')}</dd>
        <dt>${t('console.webhooks.since')}</dt><dd>${time(endpoint.created_at)}</dd>
        ${endpoint.previous_secret_until ? html`<dt>${t('console.webhooks.oldsecret')}</dt><dd>${t('console.webhooks.until')} ${time(endpoint.previous_secret_until)}</dd>` : nothing}
      </dl>
      <p class="row">
        <button type="button" class="main" @click=${test}>${t('console.webhooks.test')}</button>
        <button type="button" @click=${change}>${t('console.webhooks.change')}</button>
        <button type="button" @click=${turn}>${t(endpoint.active ? 'console.webhooks.turnoff' : 'console.webhooks.turnon')}</button>
        <button type="button" @click=${rotate}>${t('console.webhooks.rotate')}</button>
        <button type="button" class="danger" @click=${remove}>${t('console.webhooks.remove')}</button>
      </p>
    </section>
    <section aria-labelledby="deliveries">
      <h2 id="deliveries">${t('console.webhooks.deliveries')}</h2>
      <ul class="filters" aria-label=${t('console.webhooks.deliveries')}>
        ${[['', 'console.orders.all'], ['true', 'console.webhooks.failed'], ['false', 'console.webhooks.delivered']].map(([failed, text]) => one({ ...filter, failed }, (filter.failed ?? '') === failed, t(text)))}
        ${[...TOPICS, 'webhook.test'].map((topic) => one({ ...filter, topic: filter.topic === topic ? '' : topic }, filter.topic === topic, words('topic', topic)))}
      </ul>
      ${deliveries.template()}
    </section>
  `;

  const one = (next, current, text) => html`<li><a href=${link(here, next)} aria-current=${current ? 'true' : nothing}>${text}</a></li>`;

  function calls(items) {
    return table({
      caption: t('console.webhooks.deliveries'),
      empty: t('console.webhooks.nocalls'),
      rows: items,
      columns: [
        { title: t('console.webhooks.at'), cell: (call) => time(call.at) },
        { title: t('console.webhooks.topic'), cell: (call) => words('topic', call.topic) },
        {
          title: t('console.webhooks.result'),
          cell: (call) => html`<span class="row">${call.error ? badge('failed') : badge('delivered')} <code>${call.error ?? call.status}</code></span>`,
        },
        { title: t('console.webhooks.attempt'), number: true, cell: (call) => number(call.attempt) },
        { title: t('console.webhooks.took'), number: true, cell: (call) => t('console.webhooks.ms', { ms: number(call.duration_ms) }) },
        { title: t('console.webhooks.id'), cell: (call) => html`<code>${call.webhook_id}</code>` },
        { title: t('console.attention.state'), cell: (call) => html`<button type="button" @click=${redeliver(call)}>${t('console.webhooks.redeliver')}</button>` },
      ],
    });
  }

  await load();
  if (endpoint) {
    await deliveries.start();
  }
}
