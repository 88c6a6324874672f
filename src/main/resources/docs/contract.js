'use strict';

// /docs?replaced and /redoc?replaced show the second document.
const second = location.search === '?replaced';
const contract = second ? './openapi-replaced.yaml' : './openapi.yaml';
document.querySelector('redoc')?.setAttribute('spec-url', contract);
for (const link of document.querySelectorAll('nav a')) {
  if (link.pathname === location.pathname && (link.search === '?replaced') === second) {
    link.setAttribute('aria-current', 'page');
  }
}
