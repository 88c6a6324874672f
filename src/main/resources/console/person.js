/** One account, for admins: its role, whether it may act, its sign-ins, and what happened to it. */
import { api } from '../../pages/assets/api.js';
import { nameOf, stateOf } from './people.js';
import { ask, does, html, link, loading, nothing, problemNote, t, time, toast } from './parts.js';
import { sessions } from './sessions.js';

const ROLES = ['customer', 'vendor', 'admin'];

export async function screen(context) {
  const path = `/api/v1/users/${context.params.id}`;
  let user;
  let version;
  let problem;
  const open = sessions(`${path}/sessions`, context.signal, () => draw());

  async function load() {
    problem = undefined;
    try {
      const response = await api.response('GET', path, undefined, { signal: context.signal });
      user = await response.json();
      version = response.headers.get('ETag');
      context.setTitle(nameOf(user));
    } catch (failure) {
      problem = failure;
    }
    draw();
  }

  /** Changes the account as it is known here; if somebody was faster, that is told and shown. */
  async function change(patch) {
    try {
      await api.patch(path, patch, { ifMatch: version });
    } catch (failure) {
      if (failure.status !== 412) {
        throw failure;
      }
      await load();
      throw { ...failure, title: t('console.order.stale'), detail: t('console.people.stale') };
    }
    toast(t('console.saved'));
    await Promise.all([load(), open.load()]);
  }

  const role = does(() =>
    ask({
      title: t('console.people.changerole'),
      text: t('console.people.roletext'),
      fields: [{ label: t('console.people.role'), name: 'role', type: 'select', required: true, value: user.role, options: ROLES.map((one) => [one, t(`console.role.${one}`)]) }],
      run: ({ role: wanted }) => change({ role: wanted }),
    }),
  );

  const lock = does(() =>
    ask({
      title: t(user.active ? 'console.people.lock' : 'console.people.unlock'),
      text: t(user.active ? 'console.people.locktext' : 'console.people.unlocktext'),
      action: t(user.active ? 'console.people.lock' : 'console.people.unlock'),
      danger: user.active,
      run: () => change({ active: !user.active }),
    }),
  );

  const resetFactor = does(() =>
    ask({
      title: t('console.people.resetfactor'),
      text: t('console.people.resetfactortext'),
      action: t('console.people.resetfactor'),
      danger: true,
      run: async () => {
        await api.del(`${path}/second-factor`);
        toast(t('console.people.resetdone'));
      },
    }),
  );

  const endAll = does(() =>
    ask({
      title: t('console.sessions.endall'),
      text: t('console.sessions.endalltext'),
      action: t('console.sessions.endall'),
      danger: true,
      run: async () => {
        await api.del(`${path}/sessions`);
        toast(t('console.sessions.ended'));
        await open.load();
      },
    }),
  );

  const draw = () =>
    context.show(
      problem
        ? problemNote(problem, load)
        : user
          ? html`
              <p><a href="#/people">${t('console.people.all')}</a></p>
              <section class="card" aria-label=${t('console.people.account')}>
                <dl>
                  <dt>${t('console.people.role')}</dt><dd>${t(`console.role.${user.role}`)}</dd>
                  <dt>${t('console.people.state')}</dt><dd>${stateOf(user)}</dd>
                  <dt>${t('console.people.email')}</dt><dd>${user.email ?? '–'}</dd>
                  <dt>${t('console.order.phone')}</dt>
                  <dd>${user.phone_number ? html`<a href=${link('/orders', { phone: user.phone_number })}>${user.phone_number}</a> ${user.phone_verified ? nothing : html`<span class="faint">${t('console.people.unproven')}</span>`}` : '–'}</dd>
                  <dt>${t('console.people.since')}</dt><dd>${time(user.created_at)}</dd>
                </dl>
                <p class="row">
                  <button type="button" @click=${role}>${t('console.people.changerole')}</button>
                  ${user.role === 'customer' ? nothing : html`<button type="button" @click=${resetFactor}>${t('console.people.resetfactor')}</button>`}
                  <button type="button" class=${user.active ? 'danger' : ''} @click=${lock}>${t(user.active ? 'console.people.lock' : 'console.people.unlock')}</button>
                </p>
              </section>
              <section aria-labelledby="sessions">
                <h2 id="sessions">${t('console.sessions.title')}</h2>
                ${open.problem() ? problemNote(open.problem(), open.load) : open.template()}
                <p class="actions"><button type="button" class="danger" @click=${endAll}>${t('console.sessions.endall')}</button></p>
              </section>
              <section aria-labelledby="history">
                <h2 id="history">${t('console.audit.title')}</h2>
                <ul>
                  <li><a href=${link('/audit', { subject_id: user.id })}>${t('console.audit.ofthis')}</a></li>
                  <li><a href=${link('/audit', { actor_id: user.id })}>${t('console.audit.bythis')}</a></li>
                </ul>
              </section>
            `
          : loading(),
    );

  await Promise.all([load(), open.load()]);
}
