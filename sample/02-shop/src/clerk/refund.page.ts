import type { NewPayAccount } from '../newpay/newpay-account.js';
import type { Order } from '../orders/order.js';
import { formatMoney } from '../views/format.js';
import { html, type Html } from '../views/html.js';
import type { Page } from '../views/page.js';
import { refundObstacle } from './refund-obstacle.js';

/** Asks the clerk before money goes back. */
export function refundPage(order: Order, account: NewPayAccount): Page {
  const { orderNo, title, price } = order;
  const obstacle = refundObstacle(order, account);
  return {
    title: `Refund order ${orderNo}`,
    body: html`
      <div class="panel message">
        ${
          obstacle === undefined
            ? question(order)
            : html`<h1>This order cannot be refunded</h1>
                <p>${obstacle}</p>`
        }
        <dl class="facts">
          <dt>Product</dt>
          <dd>${title}</dd>
          <dt>Amount</dt>
          <dd>${formatMoney(price)}</dd>
          <dt>Order number</dt>
          <dd class="number">${orderNo}</dd>
        </dl>
        <p><a href="/clerk/orders/${orderNo}">Back to the order, without a refund</a></p>
      </div>
    `,
  };
}

function question({ orderNo, price }: Order): Html {
  return html`<h1>Refund ${formatMoney(price)}?</h1>
    <p>NewPay sends the whole amount back to the buyer. This cannot be undone.</p>
    <form method="post" action="/clerk/orders/${orderNo}/refund" data-once="Asking NewPay…">
      <button class="danger" data-testid="confirm-refund">Yes, refund ${formatMoney(price)}</button>
    </form>`;
}
