/** Accepting an invitation: whoever was invited signs in with the phone or address that was invited, and gets the role. */
import { api } from '../../pages/assets/api.js';
import { does, html, link, t } from './parts.js';
import { reload, signOut, user } from './session.js';

export async function screen(context) {
  const here = `/invitation/${context.params.token}`;

  if (!user()) {
    context.show(html`
      <p>${t('console.invitation.text')}</p>
      <p><a class="button main" href=${link('/sign-in', { next: here })}>${t('console.invitation.signin')}</a></p>
    `);
    return;
  }

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
