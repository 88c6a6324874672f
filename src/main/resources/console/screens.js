/**
 * All screens of the console: the router and the menu are made of this table alone.
 *
 * path    what stands behind the `#` of the address; `:name` is a part that the screen gets in `context.params`
 * title   key of the title, in the menu and at the top of the page
 * module  file beside this one that exports `async function screen(context)`; it is loaded when somebody first opens it
 * roles   who may open it: `staff` (vendors and admins), `admin`, or `anyone`, signed in or not
 * menu    group of the menu; without it the screen is reached by links alone
 *
 * `context` has `params`, `query` (URLSearchParams of the hash), `user`, `settings` (client-settings), `signal` (aborted when the
 * screen is left), `show(template)`, `go(path)`, `setTitle(text)` and `link(path, query)`.
 */
export const screens = [
  { path: '/', title: 'console.today.title', module: 'today.js', roles: 'staff', menu: 'shop' },
  { path: '/orders', title: 'console.orders.title', module: 'orders.js', roles: 'staff', menu: 'shop' },
  { path: '/orders/:id', title: 'console.order.title', module: 'order.js', roles: 'staff' },
  { path: '/funnel', title: 'console.funnel.title', module: 'funnel.js', roles: 'staff', menu: 'shop' },
  { path: '/prices', title: 'console.prices.title', module: 'prices.js', roles: 'staff', menu: 'shop' },
  { path: '/attention', title: 'console.attention.title', module: 'attention.js', roles: 'admin', menu: 'shop' },
  { path: '/texts', title: 'console.texts.title', module: 'texts.js', roles: 'staff', menu: 'service' },
  { path: '/webhooks', title: 'console.webhooks.title', module: 'webhooks.js', roles: 'admin', menu: 'service' },
  { path: '/webhooks/:id', title: 'console.webhooks.title', module: 'webhook.js', roles: 'admin' },
  { path: '/people', title: 'console.people.title', module: 'people.js', roles: 'admin', menu: 'service' },
  { path: '/people/:id', title: 'console.people.title', module: 'person.js', roles: 'admin' },
  { path: '/audit', title: 'console.audit.title', module: 'audit.js', roles: 'admin', menu: 'service' },
  { path: '/account', title: 'console.account.title', module: 'account.js', roles: 'staff', menu: 'account' },
  { path: '/sign-in', title: 'console.signin.title', module: 'sign-in.js', roles: 'anyone' },
  { path: '/invitation/:token', title: 'console.invitation.title', module: 'invitation.js', roles: 'anyone' },
];
