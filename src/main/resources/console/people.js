/** Accounts, for admins: search, roles, and invitations of staff. */
import { api } from '../../pages/assets/api.js';
import { language } from '../../pages/assets/texts.js';
import { ago, ask, badge, dialog, does, field, html, link, nothing, pages, submits, t, table, time, toast } from './parts.js';

const ROLES = ['admin', 'vendor', 'customer'];
const INVITATIONS = '/api/v1/invitations';

export async function screen(context) {
  const filter = Object.fromEntries(context.query);
  const list = pages({
    load: (cursor) => {
      const { q, role, active } = filter;
      const query = Object.entries(q ? { q, limit: 25, cursor } : { role, active, limit: 25, cursor }).filter(([, value]) => value);
      return api.get(`/api/v1/users${q ? '/search' : ''}?${new URLSearchParams(query)}`, { signal: context.signal });
    },
    view: accounts,
    changed: draw,
  });

  function draw() {
    context.show(html`
      <form class="search two" role="search" @submit=${submits(async ({ q }) => context.go('/people', { q }))}>
        ${field({ label: t('console.orders.search'), name: 'q', type: 'search', value: filter.q ?? '', minlength: 2, maxlength: 100, hint: t('console.people.searchhint'), plain: true })}
        <div class="row">
          <button type="submit" class="main">${t('console.orders.find')}</button>
          ${filter.q ? html`<a class="button" href="#/people">${t('console.orders.clear')}</a>` : nothing}
        </div>
      </form>
      ${filter.q
        ? nothing
        : html`<ul class="filters" aria-label=${t('console.people.role')}>
            ${one({ active: filter.active }, !filter.role, t('console.orders.all'))}
            ${ROLES.map((role) => one({ ...filter, role }, filter.role === role, t(`console.role.${role}`)))}
            ${one({ ...filter, active: filter.active === 'false' ? '' : 'false' }, filter.active === 'false', t('console.people.locked'))}
          </ul>`}
      ${list.template()}
      <section aria-labelledby="invitations">
        <h2 id="invitations">${t('console.people.invitations')}</h2>
        <p><button type="button" class="main" @click=${invite}>${t('console.people.invite')}</button></p>
        ${invitations.template()}
      </section>
    `);
  }

  const one = (query, current, text) => html`<li><a href=${link('/people', query)} aria-current=${current ? 'true' : nothing}>${text}</a></li>`;

  function accounts(items) {
    return table({
      caption: t('console.people.title'),
      empty: t('console.people.none'),
      rows: items,
      columns: [
        { title: t('console.people.name'), cell: (user) => html`<a href=${link(`/people/${user.id}`)}>${nameOf(user)}</a>` },
        { title: t('console.people.email'), cell: (user) => user.email ?? '–' },
        { title: t('console.order.phone'), cell: (user) => (user.phone_number ? html`<span class="nowrap">${user.phone_number}</span>` : '–') },
        { title: t('console.people.role'), cell: (user) => t(`console.role.${user.role}`) },
        { title: t('console.people.state'), cell: stateOf },
        { title: t('console.people.since'), cell: (user) => ago(user.created_at) },
      ],
    });
  }

  const invitations = pages({
    load: (cursor) => api.get(`${INVITATIONS}?${new URLSearchParams(cursor ? { limit: 25, cursor } : { limit: 25 })}`, { signal: context.signal }),
    view: invited,
    changed: draw,
  });

  function invited(items) {
    return table({
      caption: t('console.people.invitations'),
      empty: t('console.people.noinvitations'),
      rows: items,
      columns: [
        { title: t('console.people.whom'), cell: (one) => html`<span class="stack"><span>${one.full_name || nothing}</span><span>${one.phone_masked ?? one.email_masked}</span></span>` },
        { title: t('console.people.role'), cell: (one) => t(`console.role.${one.role}`) },
        { title: t('console.people.state'), cell: invitationState },
        { title: t('console.attention.state'), cell: (one) => (one.accepted_at ? nothing : html`<button type="button" class="danger" @click=${withdraw(one)}>${t('console.people.withdraw')}</button>`) },
      ],
    });
  }

  const withdraw = (invitation) =>
    does(async () => {
      await api.del(`${INVITATIONS}/${invitation.id}`);
      toast(t('console.people.withdrawn'));
      await invitations.start();
    });

  const invite = does(async () => {
    const invitation = await ask({
      title: t('console.people.invite'),
      text: t('console.people.invitetext'),
      fields: [
        { label: t('console.people.role'), name: 'role', type: 'select', required: true, value: 'vendor', options: ['vendor', 'admin'].map((role) => [role, t(`console.role.${role}`)]) },
        { label: t('console.order.phone'), name: 'phone_number', type: 'tel', maxlength: 40, hint: t('console.people.invitephone') },
        { label: t('console.people.email'), name: 'email', type: 'email', maxlength: 254, hint: t('console.people.inviteemail') },
        { label: t('console.people.name'), name: 'full_name', maxlength: 100 },
      ],
      action: t('console.people.invite'),
      run: (given) => api.post(INVITATIONS, { ...given, language }),
    });
    if (invitation) {
      await showInvitation(invitation);
      await invitations.start();
    }
  });

  await Promise.all([list.start(), invitations.start()]);
}

/** What an account is called by people. */
export const nameOf = (user) => user.name || user.email || user.phone_number || user.id;

export const stateOf = (user) => (user.active ? badge('active', t('console.people.active')) : badge('locked', t('console.people.locked'), 'bad'));

function invitationState(invitation) {
  if (invitation.accepted_at) {
    return html`${badge('accepted', t('console.people.accepted'), 'good')} ${ago(invitation.accepted_at)}`;
  }
  return Date.parse(invitation.expires_at) < Date.now()
    ? badge('expired', t('console.people.expired'), 'plain')
    : html`${badge('waiting', t('console.people.waiting'))} ${t('console.webhooks.until')} ${time(invitation.expires_at)}`;
}

/** What was made: a text is on its way, or an e-mail is to be sent by the admin. */
function showInvitation({ link: address, email_subject: subject, email_body: body }) {
  return dialog({
    title: t('console.people.invited'),
    body: ({ close }) => html`
      <p>${t(body ? 'console.people.sendit' : 'console.people.texted')}</p>
      ${subject ? html`<p><strong>${subject}</strong></p>` : nothing}
      ${body ? html`<p class="words">${body}</p>` : address ? html`<p><code class="secret">${address}</code></p>` : nothing}
      <div class="actions row">
        <button type="button" class="main" autofocus @click=${() => close(true)}>${t('console.close')}</button>
        ${body || address
          ? html`<button type="button" @click=${does(async () => {
              await navigator.clipboard.writeText(body ?? address);
              toast(t('console.copied'));
            })}>${t('console.copy')}</button>`
          : nothing}
      </div>`,
  });
}
