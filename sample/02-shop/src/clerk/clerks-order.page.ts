import type { NewPayAccount } from '../newpay/newpay-account.js';
import { orderState } from '../orders/order-state.js';
import type { Order } from '../orders/order.js';
import { formatMoney } from '../views/format.js';
import { html, type Html } from '../views/html.js';
import type { Page } from '../views/page.js';
import { refundObstacle } from './refund-obstacle.js';

/** An order, for the clerk. */
export function clerksOrderPage(order: Order, account: NewPayAccount): Page {
  const { orderNo } = order;
  return {
    title: `Order ${orderNo}, for the clerk`,
    body: html`
      <p class="small"><a href="/clerk">All orders</a></p>
      <h1>Order <span class="number">${orderNo}</span></h1>
      <div class="order" data-updates="/clerk/orders/${orderNo}/updates">
        ${clerksState(order, account)}
      </div>
      <p class="small">
        <a href="/orders/${orderNo}">The page that the buyer sees</a>
      </p>
      <noscript>Without scripts this page shows a change when you reload it.</noscript>
    `,
  };
}

/** The part of the page that is updated while the page is open. */
export function clerksState(order: Order, account: NewPayAccount): Html {
  return orderState(
    order,
    html`<p>${WHAT_TO_DO[order.status]}</p>
      ${order.note !== undefined && html`<p>${order.note}</p>`}
      ${order.status === 'paid' && refundOf(order, account)}`,
  );
}

const WHAT_TO_DO: Readonly<Record<Order['status'], string>> = {
  pending: 'NewPay has reported no payment. Do not ship.',
  paid: 'NewPay has the payment. Ship the product.',
  failed: 'No payment was made. Do not ship.',
  mismatched: 'The amounts differ. Ask NewPay, and do not ship.',
  refunding: 'NewPay has not reported yet that the money went back. Do not ship.',
  refunded: 'The money went back. Do not ship.',
};

function refundOf(order: Order, account: NewPayAccount): Html {
  const { orderNo, price } = order;
  const obstacle = refundObstacle(order, account);
  return html`<p>
    ${
      obstacle ??
      html`<a class="button quiet" href="/clerk/orders/${orderNo}/refund" data-testid="refund">
        Refund ${formatMoney(price)} …
      </a>`
    }
  </p>`;
}
