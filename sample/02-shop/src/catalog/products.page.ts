import { PAY_METHODS } from '../newpay/pay-methods.js';
import { html, type Html } from '../views/html.js';
import { formatMoney } from '../views/format.js';
import { page } from '../views/page.js';
import type { Product } from './product.js';

export function productsPage(products: readonly Product[]): string {
  return page({
    title: 'Products',
    body: html`
      <h1>Made in Laos</h1>
      <p class="lead"><span lang="lo">ສະບາຍດີ</span> Choose something, then how you pay.</p>
      <ul class="products">
        ${products.map(productCard)}
      </ul>
    `,
  });
}

function productCard({ id, name, laoName, description, price }: Product): Html {
  return html`
    <li class="card">
      <p class="weave weave-${id}" lang="lo">${laoName}</p>
      <div class="card-body">
        <h2>${name}</h2>
        <p>${description}</p>
        <p class="price">${formatMoney(price)}</p>
        <form class="buy" method="post" action="/orders">
          <input type="hidden" name="productId" value="${id}" />
          <label for="pay-${id}">Pay with</label>
          <select id="pay-${id}" name="payMethod">
            ${[...PAY_METHODS].map(
              ([method, label]) => html`<option value="${method}">${label}</option>`,
            )}
          </select>
          <button data-testid="buy" aria-label="Buy ${name}">Buy</button>
        </form>
      </div>
    </li>
  `;
}
