import { html } from './parts.js';

export async function screen(context) {
  context.show(html`<p></p>`);
}
