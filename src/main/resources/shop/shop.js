import { html, render } from '../../pages/assets/lit-html.js';
import { loadTexts, t } from '../../pages/assets/texts.js';

await loadTexts();
document.title = 'Ordergate demo shop';
render(
  html`<header class="bar">
      <a class="brand" href="./"><img src="./pages/assets/logo.svg" alt="" width="28" height="28" />Ordergate demo shop</a>
    </header>
    <main><h1>Ordergate demo shop</h1><p>${t('language')}</p></main>`,
  document.getElementById('app'),
);
