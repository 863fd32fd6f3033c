import { html, Html } from './html.js';
import { page } from './page.js';

const STYLE = new Html('main { max-width: 40rem; margin: auto; display: grid; gap: 1rem; }');

/** The page for a path that the sandbox does not have. */
export function notFoundPage(path: string): string {
  return page({
    title: 'Page not found',
    style: STYLE,
    content: html`<h1>Page not found</h1>
      <p>The sandbox has no page ${path}.</p>
      <p><a href="/">Open the console</a>, which shows all orders.</p>`,
  });
}
