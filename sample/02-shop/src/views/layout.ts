import { Injectable } from '@nestjs/common';
import { NewPayAccount } from '../newpay/newpay-account.js';
import { html } from './html.js';
import type { Page } from './page.js';

/** Renders the pages of the shop. */
@Injectable()
export class Layout {
  constructor(private readonly account: NewPayAccount) {}

  render({ title, body }: Page): string {
    const { consoleUrl } = this.account;
    return html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title} · Han Lao</title>
          <link rel="stylesheet" href="/shop.css" />
          <link rel="icon" href="/icon.svg" type="image/svg+xml" />
          <script src="/shop.js" defer></script>
        </head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>
          <header>
            <a class="brand" href="/"><span lang="lo">ຮ້ານລາວ</span> Han Lao</a>
            <nav aria-label="Shop">
              <a href="/">Products</a>
              <a href="/clerk">For the clerk</a>
            </nav>
          </header>
          <main id="main">${body}</main>
          <footer>
            <p>A sample of nestjs-newpay. Nothing is shipped.</p>
            <p>
              ${
                consoleUrl !== undefined &&
                html`No money moves: NewPay is a sandbox here.
                  <a href="${consoleUrl}" data-testid="console">Console of the sandbox</a> · `
              }<a href="/api">API</a>
            </p>
          </footer>
        </body>
      </html> `.toString();
  }
}
