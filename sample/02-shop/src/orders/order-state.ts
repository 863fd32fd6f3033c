import { formatMoney, formatTime } from '../views/format.js';
import { html, type Html } from '../views/html.js';
import { PAY_METHODS } from '../newpay/pay-methods.js';
import type { Order } from './order.js';

/** The status of an order, as a word with a color. */
export function statusOf({ status }: Order): Html {
  return html`<span class="status status-${status}" data-testid="order-status">${status}</span>`;
}

/** What was ordered, and when. */
export function factsOf(order: Order): Html {
  const { orderNo, title, price, payMethod, createdAt, paidAt, refundedAt } = order;
  return html`<dl class="panel facts" data-part="facts">
    ${Object.entries({
      Product: title,
      Amount: formatMoney(price),
      'Pay method': PAY_METHODS.get(payMethod),
      Ordered: formatTime(createdAt),
      Paid: paidAt && formatTime(paidAt),
      Refunded: refundedAt && formatTime(refundedAt),
      'Order number': html`<span class="number">${orderNo}</span>`,
    }).map(
      ([name, value]) =>
        value !== undefined &&
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** The part of an order's page that is updated while the page is open. */
export function orderState(order: Order, words: Html): Html {
  return html`<section class="panel" aria-label="Payment" aria-live="polite" data-part="state">
      <p>${statusOf(order)}</p>
      ${words}
    </section>
    ${factsOf(order)}`;
}
