import { html, type Html } from './html.js';
import { PAGE_STYLE } from './page-style.js';

/** The parts of a page. */
export interface PageParts {
  readonly title: string;
  readonly content: Html;
  /** Its style, in addition to the common one. */
  readonly style: Html;
  /** A `script` element after the content. */
  readonly script?: Html;
}

/** Renders a complete page. */
export function page({ title, content, style, script }: PageParts): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · NewPay sandbox</title>
        <style>
          ${[PAGE_STYLE, style]}
        </style>
      </head>
      <body>
        <main>
          <p class="note">NewPay sandbox for tests: no money moves.</p>
          ${content}
        </main>
        ${script ?? ''}
      </body>
    </html>`.text;
}
