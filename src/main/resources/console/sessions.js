/** Open sign-ins of an account, and their ends. */
import { api } from '../../pages/assets/api.js';
import { ago, ask, badge, does, html, nothing, t, table, toast, words } from './parts.js';

/**
 * The sign-ins below a path of the API: `{load(), template()}`. `changed()` is called when there is something new to draw.
 */
export function sessions(path, signal, changed) {
  let items;
  let problem;

  async function load() {
    try {
      items = (await api.get(path, { signal })).items;
      problem = undefined;
    } catch (failure) {
      problem = failure;
    }
    changed();
  }

  const end = (session) =>
    does(() =>
      ask({
        title: t('console.sessions.end'),
        text: session.current ? t('console.sessions.endown') : t('console.sessions.endtext', { where: session.user_agent ?? '' }),
        action: t('console.sessions.end'),
        danger: true,
        run: async () => {
          await api.del(`${path}/${session.id}`);
          toast(t('console.sessions.ended'));
          await load();
        },
      }),
    );

  return {
    load,
    problem: () => problem,
    template: () =>
      items
        ? table({
            caption: t('console.sessions.title'),
            empty: t('console.sessions.none'),
            rows: items,
            columns: [
              { title: t('console.sessions.program'), cell: (one) => html`${one.user_agent ?? '–'} ${one.current ? badge('active', t('console.sessions.current')) : nothing}` },
              { title: t('console.sessions.network'), cell: (one) => html`<code>${one.address_network ?? '–'}</code>` },
              { title: t('console.sessions.method'), cell: (one) => (one.method ? words('signinmethod', one.method) : '–') },
              { title: t('console.sessions.used'), cell: (one) => ago(one.last_used_at) },
              { title: t('console.sessions.factor'), cell: (one) => (one.second_factor_at ? ago(one.second_factor_at) : '–') },
              { title: t('console.attention.state'), cell: (one) => html`<button type="button" class="danger" @click=${end(one)}>${t('console.sessions.end')}</button>` },
            ],
          })
        : nothing,
  };
}
