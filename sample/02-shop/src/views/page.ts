import { html, type Html } from './html.js';

/** Renders a page of the shop around its main part. */
export function page({ title, body }: { title: string; body: Html }): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Han Lao</title>
        <link rel="stylesheet" href="/shop.css" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <a class="brand" href="/"><span lang="lo">ຮ້ານລາວ</span> Han Lao</a>
          <nav aria-label="Shop">
            <a href="/">Products</a>
            <a href="/orders">Orders</a>
            <a href="/api">API</a>
          </nav>
        </header>
        <main id="main">${body}</main>
        <footer>A sample of nestjs-newpay. Nothing is shipped.</footer>
      </body>
    </html> `.toString();
}
