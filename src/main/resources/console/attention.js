/** What no program may decide: flagged payments, and messages that failed too often. */
import { api } from '../../pages/assets/api.js';
import { ago, ask, does, html, link, money, nothing, number, pages, t, table, toast, words } from './parts.js';

export async function screen(context) {
  const show = context.query.get('show') === 'parked' ? 'parked' : 'flags';
  const get = (path, cursor) => api.get(`${path}?limit=25${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { signal: context.signal });

  const lists = {
    flags: pages({ load: (cursor) => get('/api/v1/payments/flagged', cursor), view: flags, changed: draw }),
    parked: pages({ load: (cursor) => get('/api/v1/outbox/parked', cursor), view: parked, changed: draw }),
  };
  const list = lists[show];

  function draw() {
    context.show(html`
      <ul class="filters" aria-label=${t('console.attention.title')}>
        ${['flags', 'parked'].map(
          (one) => html`<li><a href=${link('/attention', { show: one })} aria-current=${one === show ? 'true' : nothing}>${t(`console.attention.${one}`)}</a></li>`,
        )}
      </ul>
      <p class="faint">${t(`console.attention.${show}text`)}</p>
      ${list.template()}
    `);
  }

  function flags(items) {
    return table({
      caption: t('console.attention.flags'),
      empty: t('console.attention.noflags'),
      rows: items,
      columns: [
        { title: t('console.attention.since'), cell: (flag) => ago(flag.created_at) },
        { title: t('console.attention.reason'), cell: (flag) => words('flag', flag.reason) },
        { title: t('console.attention.order'), cell: (flag) => html`<a href=${link(`/orders/${flag.order_id}`)}>${t('console.attention.openorder')}</a>` },
        { title: t('console.attention.provider'), cell: (flag) => words('method', flag.provider) },
        { title: t('console.attention.amount'), number: true, cell: (flag) => money(flag.amount, flag.currency) },
        { title: t('console.attention.reported'), number: true, cell: (flag) => reported(flag) },
        {
          title: t('console.attention.state'),
          cell: (flag) => (flag.resolved_at ? html`${t('console.attention.resolved')} ${ago(flag.resolved_at)}: ${flag.note}` : html`<button type="button" @click=${resolve(flag)}>${t('console.attention.resolve')}</button>`),
        },
      ],
    });
  }

  const resolve = (flag) =>
    does(() =>
      ask({
        title: t('console.attention.resolve'),
        text: words('flag', flag.reason),
        fields: [
          { label: t('console.attention.found'), name: 'note', type: 'textarea', required: true, maxlength: 500 },
          { label: t('console.attention.refunded'), name: 'refunded', type: 'checkbox' },
        ],
        action: t('console.attention.resolve'),
        run: async (finding) => {
          const resolved = await api.post(`/api/v1/payments/flagged/${flag.id}/resolve`, finding);
          list.items = list.items.map((one) => (one.id === flag.id ? resolved : one));
          toast(t('console.saved'));
          draw();
        },
      }),
    );

  function parked(items) {
    return table({
      caption: t('console.attention.parked'),
      empty: t('console.attention.noparked'),
      rows: items,
      columns: [
        { title: t('console.attention.since'), cell: (message) => ago(message.parked_at) },
        { title: t('console.attention.topic'), cell: (message) => words('topic', message.topic) },
        { title: t('console.attention.consumer'), cell: (message) => consumer(message.consumer) },
        { title: t('console.attention.error'), cell: (message) => html`<code>${message.error}</code>` },
        { title: t('console.attention.tries'), number: true, cell: (message) => number(message.tries) },
        { title: t('console.attention.order'), cell: subject },
        {
          title: t('console.attention.state'),
          cell: (message) => html`<span class="row">
            <button type="button" @click=${retry(message)}>${t('console.attention.retry')}</button>
            <button type="button" class="danger" @click=${drop(message)}>${t('console.attention.drop')}</button></span>`,
        },
      ],
    });
  }

  const gone = (message, text) => {
    list.items = list.items.filter((one) => one.id !== message.id);
    toast(text);
    draw();
  };

  const retry = (message) =>
    does(async () => {
      await api.post(`/api/v1/outbox/parked/${message.id}/retry`);
      gone(message, t('console.attention.retried'));
    });

  const drop = (message) =>
    does(() =>
      ask({
        title: t('console.attention.drop'),
        text: t('console.attention.droptext'),
        action: t('console.attention.drop'),
        danger: true,
        run: async () => {
          await api.del(`/api/v1/outbox/parked/${message.id}`);
          gone(message, t('console.attention.dropped'));
        },
      }),
    );

  await list.start();
}

/** Who could not handle a message: an endpoint is named by its id behind a slash. */
function consumer(name) {
  const [kind, endpoint] = name.split('/');
  return endpoint ? html`<a href=${link(`/webhooks/${endpoint}`)}>${words('consumer', kind)}</a>` : words('consumer', kind);
}

/** What a message is about: mostly an order. */
function subject({ topic, subject_id: id }) {
  if (topic === 'webhook.test') {
    return html`<a href=${link(`/webhooks/${id}`)}>${t('console.attention.openendpoint')}</a>`;
  }
  return topic.startsWith('account.')
    ? html`<a href=${link(`/people/${id}`)}>${t('console.attention.openaccount')}</a>`
    : html`<a href=${link(`/orders/${id}`)}>${t('console.attention.openorder')}</a>`;
}

/** What the provider said, if it said something else. */
function reported({ reported_minor: minor, reported_currency: currency, amount }) {
  if (minor == null) {
    return '–';
  }
  if (minor < 0) {
    return t('console.attention.unreadable');
  }
  const decimals = (amount.split('.')[1] ?? '').length;
  const digits = String(minor).padStart(decimals + 1, '0');
  return money(decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits, currency ?? '');
}
