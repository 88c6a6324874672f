/** One's own account: the second factor, passkeys, recovery codes, and open sign-ins. */
import { api } from '../../pages/assets/api.js';
import { addPasskey, enrolTotp, showRecoveryCodes } from './factor.js';
import { ago, ask, badge, does, html, loading, nothing, number, problemNote, t, table, time, toast } from './parts.js';
import { sessions } from './sessions.js';

const FACTOR = '/api/v1/users/me/second-factor';

export async function screen(context) {
  const { user } = context;
  let factor;
  let problem;
  const open = sessions('/api/v1/users/me/sessions', context.signal, () => draw());

  async function load() {
    problem = undefined;
    try {
      factor = await api.get(FACTOR, { signal: context.signal });
    } catch (failure) {
      problem = failure;
    }
    draw();
  }

  const draw = () =>
    context.show(html`
      <section class="card" aria-label=${t('console.people.account')}>
        <dl>
          <dt>${t('console.people.name')}</dt><dd>${user.name || '–'}</dd>
          <dt>${t('console.people.role')}</dt><dd>${t(`console.role.${user.role}`)}</dd>
          <dt>${t('console.people.email')}</dt><dd>${user.email ?? '–'}</dd>
          <dt>${t('console.order.phone')}</dt><dd>${user.phone_number ?? '–'}</dd>
        </dl>
      </section>
      <section aria-labelledby="factor">
        <h2 id="factor">${t('console.account.factor')}</h2>
        ${problem ? problemNote(problem, load) : factor ? factors() : loading()}
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">${t('console.sessions.title')}</h2>
        ${open.problem() ? problemNote(open.problem(), open.load) : open.template()}
      </section>
    `);

  const has = () => factor.totp || factor.passkeys.length > 0;

  const factors = () => html`
    <p>${has() ? badge('active', t('console.account.protected'), 'good') : badge('none', t('console.account.unprotected'), factor.required ? 'bad' : 'warn')}
      ${has() ? nothing : t(factor.required ? 'console.account.required' : 'console.account.advised')}</p>
    <h3>${t('console.factor.enrol.totp')}</h3>
    <p class="row">
      ${factor.totp ? badge('active', t('console.account.setup'), 'good') : nothing}
      ${factor.totp
        ? html`<button type="button" class="danger" @click=${removeTotp}>${t('console.account.remove')}</button>`
        : html`<button type="button" class="main" @click=${addTotp}>${t('console.factor.totp.setup')}</button>`}
    </p>
    <h3>${t('console.account.passkeys')}</h3>
    ${table({
      caption: t('console.account.passkeys'),
      empty: t('console.account.nopasskeys'),
      rows: factor.passkeys,
      columns: [
        { title: t('console.people.name'), cell: (key) => key.name },
        { title: t('console.people.since'), cell: (key) => time(key.created_at) },
        { title: t('console.sessions.used'), cell: (key) => (key.last_used_at ? ago(key.last_used_at) : '–') },
        { title: t('console.attention.state'), cell: (key) => html`<button type="button" class="danger" aria-label="${t('console.account.remove')}: ${key.name}" @click=${removePasskey(key)}>${t('console.account.remove')}</button>` },
      ],
    })}
    ${globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON
      ? html`<p class="actions"><button type="button" @click=${newPasskey}>${t('console.factor.passkey.add')}</button></p>`
      : html`<p class="faint">${t('console.account.cannot')}</p>`}
    ${has()
      ? html`<h3>${t('console.account.codes')}</h3>
          ${factor.recovery_codes_left
            ? html`<p>${t('console.account.codesleft', { count: number(factor.recovery_codes_left) })}</p>`
            : html`<p class="note warn">${t('console.account.nocodes')}</p>`}
          <p><button type="button" class=${factor.recovery_codes_left ? '' : 'main'} @click=${newCodes}>${t('console.account.newcodes')}</button></p>`
      : nothing}
  `;

  const addTotp = does(async () => {
    if (await enrolTotp()) {
      toast(t('console.saved'));
      await load();
    }
  });

  const removeTotp = does(() =>
    ask({
      title: t('console.account.removeapp'),
      text: t('console.account.removetext'),
      action: t('console.account.remove'),
      danger: true,
      run: async () => {
        await api.del(`${FACTOR}/totp`);
        toast(t('console.saved'));
        await load();
      },
    }),
  );

  const newPasskey = does(async () => {
    if (await addPasskey()) {
      toast(t('console.saved'));
      await load();
    }
  });

  const removePasskey = (key) =>
    does(() =>
      ask({
        title: t('console.account.removepasskey'),
        text: t('console.account.removepasskeytext', { name: key.name }),
        action: t('console.account.remove'),
        danger: true,
        run: async () => {
          await api.del(`${FACTOR}/passkeys/${key.id}`);
          toast(t('console.saved'));
          await load();
        },
      }),
    );

  const newCodes = does(() =>
    ask({
      title: t('console.account.newcodes'),
      text: t('console.account.newcodestext'),
      action: t('console.account.newcodes'),
      run: () => api.post(`${FACTOR}/recovery-codes`),
    }).then(async (made) => {
      if (made) {
        await showRecoveryCodes(made.recovery_codes);
        await load();
      }
    }),
  );

  draw();
  await Promise.all([load(), open.load()]);
}
