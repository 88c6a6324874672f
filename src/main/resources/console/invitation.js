/** Accepting an invitation: whoever was invited signs in with the phone or address that was invited, and gets the role. */
import { api } from '../../pages/assets/api.js';
import { does, field, html, link, nothing, problemNote, submits, t } from './parts.js';
import { reload, signedIn, signOut, user } from './session.js';

export async function screen(context) {
  const here = `/invitation/${context.params.token}`;

  if (!user()) {
    welcome();
    return;
  }

  invite();

  /** For those who are not signed in: a way in, and a new account for whoever was invited by e-mail and has none. */
  function welcome(problem) {
    context.show(html`
      <p>${t('console.invitation.text')}</p>
      <p><a class="button main" href=${link('/sign-in', { next: here })}>${t('console.invitation.signin')}</a></p>
      <details ?open=${problem}>
        <summary>${t('console.invitation.new')}</summary>
        <form class="narrow" @submit=${submits(register, welcome)}>
          ${field({ label: t('console.invitation.name'), name: 'name', required: true, autocomplete: 'name', maxlength: 100 })}
          ${field({ label: t('console.signin.email'), name: 'email', type: 'email', required: true, autocomplete: 'username', maxlength: 254, hint: t('console.invitation.emailhint') })}
          ${field({ label: t('console.signin.password'), name: 'password', type: 'password', required: true, autocomplete: 'new-password', minlength: 15, maxlength: 128, hint: t('console.invitation.passwordhint') })}
          ${problem ? problemNote(problem) : nothing}
          <button type="submit" class="main">${t('console.invitation.register')}</button>
        </form>
      </details>
    `);
  }

  async function register(account) {
    await api.post('/api/v1/auth/register', account);
    await signedIn(await api.post('/api/v1/auth/login', { email: account.email, password: account.password }));
    invite();
  }

  function invite() {
    const accept = does(async () => {
      await api.post('/api/v1/invitations/accept', { token: context.params.token });
      await api.restore();
      const { role } = await reload();
      context.setTitle(t('console.invitation.done'));
      context.show(html`
        <p role="status">${t('console.invitation.welcome', { role: t(`console.role.${role}`) })}</p>
        <p><a class="button main" href="#/">${t('console.invitation.go')}</a></p>
      `);
    });

    const other = does(async () => {
      await signOut();
      context.go('/sign-in', { next: here });
    });

    context.show(html`
      <p>${t('console.invitation.as', { name: user().name ?? user().email ?? user().phone_number })}</p>
      <p class="row">
        <button type="button" class="main" @click=${accept}>${t('console.invitation.accept')}</button>
        <button type="button" @click=${other}>${t('console.invitation.other')}</button>
      </p>
    `);
  }
}
