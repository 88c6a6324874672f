/** The second factor of a sign-in: proving it, and setting one up. */
import { api } from '../../pages/assets/api.js';
import { dialog, does, field, html, nothing, problemNote, submits, t } from './parts.js';

const OWN = '/api/v1/users/me/second-factor';

const passkeysWork = () => Boolean(globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON);

/** Asks for a second factor until it is right; answers whether it was proven. */
export function prove(methods = ['totp', 'passkey', 'recovery_code']) {
  const usable = methods.filter((method) => method !== 'passkey' || passkeysWork());
  let method = usable[0];
  let problem;
  return dialog({
    title: t('console.factor.title'),
    body: ({ close, redraw }) => {
      const failed = (failure) => {
        problem = failure;
        redraw();
      };
      const send = async (proof) => {
        api.useTokens(await api.post('/api/v1/auth/second-factor', proof));
        close(true);
      };
      const choose = (chosen) => () => {
        method = chosen;
        problem = undefined;
        redraw();
      };
      return html`<form @submit=${submits(async ({ code }) => {
        if (method === 'passkey') {
          await send({ passkey: await passkeyProof() });
        } else {
          await send(method === 'totp' ? { totp_code: code.replaceAll(/\s/g, '') } : { recovery_code: code });
        }
      }, failed)}>
        <p>${t(`console.factor.${method}.text`)}</p>
        ${method === 'totp'
          ? field({ label: t('console.factor.totp.label'), name: 'code', required: true, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 12, autofocus: true })
          : nothing}
        ${method === 'recovery_code'
          ? field({ label: t('console.factor.recovery_code.label'), name: 'code', required: true, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', maxlength: 40, autofocus: true })
          : nothing}
        ${problem ? problemNote(problem) : nothing}
        <div class="actions row">
          <button type="submit" class="main">${t(`console.factor.${method}.action`)}</button>
          ${usable
            .filter((other) => other !== method)
            .map((other) => html`<button type="button" class="plain" @click=${choose(other)}>${t(`console.factor.${other}.instead`)}</button>`)}
        </div>
      </form>`;
    },
  }).then(Boolean);
}

async function passkeyProof() {
  const { passkey } = await api.post('/api/v1/auth/second-factor/options');
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(passkey);
  return (await navigator.credentials.get({ publicKey }).catch(unfinished)).toJSON();
}

/** What browsers throw when somebody closes their window is no problem of the service. */
function unfinished() {
  throw { title: t('console.factor.passkey.unfinished') };
}

/** Sets a first second factor up, when staff must have one; answers whether that was done. */
export async function enrol() {
  const kind = await dialog({
    title: t('console.factor.enrol.title'),
    body: ({ close }) => html`
      <p>${t('console.factor.enrol.text')}</p>
      <div class="choices">
        <button type="button" class="main" autofocus @click=${() => close('totp')}>${t('console.factor.enrol.totp')}</button>
        ${passkeysWork() ? html`<button type="button" @click=${() => close('passkey')}>${t('console.factor.enrol.passkey')}</button>` : nothing}
      </div>`,
  });
  if (!kind) {
    return false;
  }
  return Boolean(kind === 'totp' ? await enrolTotp() : await addPasskey());
}

/** Sets an authenticator app up: shows the QR code, takes its first code, shows the recovery codes. */
export async function enrolTotp() {
  const pending = await api.post(`${OWN}/totp`);
  let problem;
  const confirmed = await dialog({
    title: t('console.factor.totp.setup'),
    body: ({ close, redraw }) => html`<form @submit=${submits(
      async ({ code }) => close(await api.post(`${OWN}/totp/confirm`, { code: code.replaceAll(/\s/g, '') })),
      (failure) => {
        problem = failure;
        redraw();
      },
    )}>
      <p>${t('console.factor.totp.scan')}</p>
      <img class="qr" src="data:image/svg+xml,${encodeURIComponent(pending.qr_svg)}" alt=${t('console.factor.totp.qr')}>
      <p>${t('console.factor.totp.secret')} <code class="secret">${pending.secret}</code></p>
      ${field({ label: t('console.factor.totp.label'), name: 'code', required: true, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 12, autofocus: true })}
      ${problem ? problemNote(problem) : nothing}
      <div class="actions row"><button type="submit" class="main">${t('console.factor.totp.confirm')}</button></div>
    </form>`,
  });
  if (!confirmed) {
    return false;
  }
  await api.restore(); // the first code has proven the factor; the next access token says so
  await showRecoveryCodes(confirmed.recovery_codes);
  return true;
}

/** Shows recovery codes, which nobody can read again. */
export function showRecoveryCodes(codes) {
  return dialog({
    title: t('console.factor.codes.title'),
    body: ({ close }) => html`
      <p>${t('console.factor.codes.text')}</p>
      <ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
      <div class="actions row">
        <button type="button" class="main" autofocus @click=${() => close(true)}>${t('console.factor.codes.saved')}</button>
        <button type="button" @click=${does(async () => navigator.clipboard.writeText(codes.join('\n')))}>${t('console.copy')}</button>
      </div>`,
  });
}

/** Adds a passkey of this device or of a security key; answers it, or undefined when somebody thought better of it. */
export async function addPasskey() {
  let problem;
  return dialog({
    title: t('console.factor.passkey.setup'),
    body: ({ close, redraw }) => html`<form @submit=${submits(
      async ({ name }) => {
        const options = await api.post(`${OWN}/passkeys/options`);
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
        const credential = await navigator.credentials.create({ publicKey }).catch(unfinished);
        const added = await api.post(`${OWN}/passkeys`, { name, credential: credential.toJSON() });
        await api.restore();
        if (added?.recovery_codes) {
          await showRecoveryCodes(added.recovery_codes);
        }
        close(added ?? true);
      },
      (failure) => {
        problem = failure;
        redraw();
      },
    )}>
      <p>${t('console.factor.passkey.setuptext')}</p>
      ${field({ label: t('console.factor.passkey.name'), name: 'name', required: true, maxlength: 100, value: t('console.factor.passkey.device'), autofocus: true })}
      ${problem ? problemNote(problem) : nothing}
      <div class="actions row"><button type="submit" class="main">${t('console.factor.passkey.add')}</button></div>
    </form>`,
  });
}
