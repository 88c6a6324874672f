/** Sign-in of staff: by password, or by a texted code; then the second factor. */
import { api } from '../../pages/assets/api.js';
import { field, html, nothing, problemNote, submits, t } from './parts.js';
import { enrol, prove } from './factor.js';
import { signedIn, signOut, user } from './session.js';

export async function screen(context) {
  const next = context.query.get('next') || '/';
  let way = next.startsWith('/invitation/') ? 'code' : 'password';
  let sent;
  let problem;
  let waits = 0;

  if (user() && user().role !== 'customer') {
    context.go(next);
    return;
  }

  const failed = (failure) => {
    problem = failure;
    draw();
  };

  async function enter(tokens) {
    problem = undefined;
    const account = await signedIn(tokens);
    if (account.role === 'customer' && !next.startsWith('/invitation/')) {
      await signOut();
      throw { title: t('console.signin.customer') };
    }
    if (account.role !== 'customer' && !(await secondFactor())) {
      await signOut();
      throw { title: t('console.signin.unfinished') };
    }
    location.hash = `#${next}`;
  }

  function choose(chosen) {
    way = chosen;
    problem = undefined;
    sent = undefined;
    draw();
  }

  async function send({ phone_number }) {
    const answer = await api.post('/api/v1/auth/send-otp', phoneOf(phone_number, context.settings), {
      idempotencyKey: crypto.randomUUID(),
    });
    sent = { ...answer, phone_number };
    problem = undefined;
    countDown(answer.resend_in);
    document.querySelector('input[name=otp]').focus();
  }

  async function resend() {
    try {
      countDown((await api.post('/api/v1/auth/resend-otp', { session_token: sent.session_token })).resend_in);
    } catch (failure) {
      failed(failure);
    }
  }

  function countDown(seconds) {
    const end = Date.now() + seconds * 1000;
    const tick = () => {
      waits = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      draw();
      if (waits > 0 && !context.signal.aborted) {
        setTimeout(tick, 1000);
      }
    };
    tick();
  }

  const password = () => html`<form class="narrow" @submit=${submits(
    async (given) => enter(await api.post('/api/v1/auth/login', given)),
    failed,
  )}>
    ${field({ label: t('console.signin.email'), name: 'email', type: 'email', required: true, autocomplete: 'username', maxlength: 254 })}
    ${field({ label: t('console.signin.password'), name: 'password', type: 'password', required: true, autocomplete: 'current-password', maxlength: 1024 })}
    ${problem ? problemNote(problem) : nothing}
    <button type="submit" class="main">${t('console.signin.action')}</button>
  </form>`;

  const phone = () => html`<form class="narrow" @submit=${submits(send, failed)}>
    ${field({ label: t('console.signin.phone'), name: 'phone_number', type: 'tel', required: true, autocomplete: 'tel', maxlength: 40, hint: t('console.signin.phonehint') })}
    ${problem ? problemNote(problem) : nothing}
    <button type="submit" class="main">${t('console.signin.send')}</button>
  </form>`;

  const code = () => html`<form class="narrow" @submit=${submits(
    async ({ otp }) =>
      enter(await api.post('/api/v1/auth/verify-otp', { session_token: sent.session_token, otp }, { idempotencyKey: crypto.randomUUID() })),
    failed,
  )}>
    <p role="status">${sent.message}</p>
    ${field({ label: t('console.signin.code'), name: 'otp', required: true, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 20 })}
    ${problem ? problemNote(problem) : nothing}
    <button type="submit" class="main">${t('console.signin.action')}</button>
    <button type="button" class="plain" ?disabled=${waits > 0} @click=${resend}>
      ${waits > 0 ? t('console.signin.resendin', { seconds: waits }) : t('console.signin.resend')}</button>
    <button type="button" class="plain" @click=${() => choose('code')}>${t('console.signin.otherphone')}</button>
  </form>`;

  function draw() {
    context.show(html`
      ${context.query.get('why') ? html`<p class="note warn" role="status">${t('console.signin.again')}</p>` : nothing}
      <div class="tabs" role="group" aria-label=${t('console.signin.way')}>
        <button type="button" aria-pressed=${way === 'password'} @click=${() => choose('password')}>${t('console.signin.bypassword')}</button>
        <button type="button" aria-pressed=${way === 'code'} @click=${() => choose('code')}>${t('console.signin.bycode')}</button>
      </div>
      ${way === 'password' ? password() : sent ? code() : phone()}
    `);
  }

  draw();
}

/** A number in national form needs its country. */
const phoneOf = (number, settings) =>
  number.startsWith('+') || !settings.default_country
    ? { phone_number: number }
    : { phone_number: number, country_code: settings.default_country };

/** Asks for the second factor right away, rather than when the first call of the console is refused. */
async function secondFactor() {
  const factor = await api.get('/api/v1/users/me/second-factor').catch(() => ({ passkeys: [] }));
  const methods = [
    ...(factor.passkeys?.length ? ['passkey'] : []),
    ...(factor.totp ? ['totp'] : []),
    ...(factor.recovery_codes_left ? ['recovery_code'] : []),
  ];
  if (methods.length) {
    return prove(methods);
  }
  return factor.required ? enrol() : true;
}
