import type { PayMethod } from 'nestjs-newpay';
import { PAY_METHODS } from '../newpay/pay-methods.js';
import { formatMoney } from '../views/format.js';
import { html, type Html } from '../views/html.js';
import type { Page } from '../views/page.js';
import type { Product } from './product.js';

/** @param formKey the idempotency key of the form: each page that is loaded needs another one */
export function productsPage(
  products: readonly Product[],
  payMethods: readonly PayMethod[],
  formKey: string,
): Page {
  return {
    title: 'Products',
    body: html`
      <h1>Made in Laos</h1>
      <p class="lead"><span lang="lo">ສະບາຍດີ</span> Choose how you pay, then what you buy.</p>
      <form method="post" action="/orders" data-once="Going to NewPay…">
        <input type="hidden" name="formKey" value="${formKey}" />
        <fieldset class="choices">
          <legend>Pay with</legend>
          ${payMethods.map(payMethodChoice)}
        </fieldset>
        <ul class="products">
          ${products.map(productCard)}
        </ul>
      </form>
    `,
  };
}

function payMethodChoice(method: PayMethod, index: number): Html {
  return html`<label class="choice">
    <input type="radio" name="payMethod" value="${method}" ${index === 0 && html`checked`} />
    ${PAY_METHODS.get(method)}
  </label>`;
}

function productCard({ id, name, laoName, description, price }: Product): Html {
  return html`
    <li class="card">
      <p class="weave weave-${id}" lang="lo">${laoName}</p>
      <div class="card-body">
        <h2>${name}</h2>
        <p>${description}</p>
        <div class="buy">
          <span class="price">${formatMoney(price)}</span>
          <button name="productId" value="${id}" data-testid="buy" aria-label="Buy ${name}">
            Buy
          </button>
        </div>
      </div>
    </li>
  `;
}
