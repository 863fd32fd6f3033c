import { html, type Html } from './html.js';
import { PAGE_STYLE } from './page-style.js';

/** A whole page around its content. */
export function page(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · NewPay sandbox</title>
        <style>
          ${PAGE_STYLE}
        </style>
      </head>
      <body>
        <main>
          <p class="note">NewPay sandbox: a test, no money moves.</p>
          ${content}
        </main>
      </body>
    </html>`.text;
}
