import { html, render } from '../../pages/assets/lit-html.js';
import { loadTexts, t } from '../../pages/assets/texts.js';

await loadTexts();
document.title = 'Ordergate console';
render(
  html`<header class="bar">
      <a class="brand" href="./console"><img src="./pages/assets/logo.svg" alt="" width="28" height="28" />Ordergate console</a>
    </header>
    <main><h1>Ordergate console</h1><p>${t('language')}</p></main>`,
  document.getElementById('app'),
);
