import { html, type Html } from './html.js';
import { PAGE_STYLE } from './page-style.js';

/** What makes a page of its own. */
export interface PageParts {
  readonly title: string;
  readonly content: Html;
  /** What its style adds to that of all pages. */
  readonly style: Html;
  /** A `script` element behind the content. */
  readonly script?: Html;
}

/** A whole page around its content. */
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
          <p class="note">NewPay sandbox: a test, no money moves.</p>
          ${content}
        </main>
        ${script ?? ''}
      </body>
    </html>`.text;
}
