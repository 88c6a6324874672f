'use strict';

// Dark where the reader's system is; the style sheet asks for a class instead of the system.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

// A proxy may serve the service below a path, which the contract does not know.
const root = new URL('.', location.href);
function belowRoot(request) {
  const url = new URL(request.url, location.href);
  if (url.origin === root.origin && !url.pathname.startsWith(root.pathname)) {
    request.url = new URL(url.pathname.slice(1) + url.search, root).href;
  }
  return request;
}

SwaggerUIBundle({
  url: contract,
  dom_id: '#swagger-ui',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  requestInterceptor: belowRoot,
  validatorUrl: null, // else the contract is sent to a service elsewhere
});
