import { statusOf } from '../orders/order-state.js';
import type { Order } from '../orders/order.js';
import { formatMoney, formatTime } from '../views/format.js';
import { html, type Html } from '../views/html.js';
import type { Page } from '../views/page.js';

export function ordersPage(orders: readonly Order[]): Page {
  return {
    title: 'Orders, for the clerk',
    body: html`
      <h1>Orders</h1>
      <p class="lead">For the clerk. In a real shop this page requires a login.</p>
      ${
        orders.length === 0
          ? html`<p class="panel">
              Nothing has been ordered yet. <a href="/">See the products</a>
            </p>`
          : html`<ul class="panel orders">
              ${orders.map(orderLine)}
            </ul>`
      }
    `,
  };
}

function orderLine(order: Order): Html {
  const { orderNo, title, price } = order;
  return html`
    <li>
      <div>
        <a href="/clerk/orders/${orderNo}">${title}</a>
        <p class="small parts">
          <span>${timesOf(order)}</span>
          <span class="number">${orderNo}</span>
        </p>
      </div>
      <span class="amount">${formatMoney(price)}</span>
      ${statusOf(order)}
    </li>
  `;
}

function timesOf({ createdAt, paidAt, refundedAt }: Order): string {
  return [
    `Ordered ${formatTime(createdAt)}`,
    paidAt && `paid ${formatTime(paidAt)}`,
    refundedAt && `refunded ${formatTime(refundedAt)}`,
  ]
    .filter(Boolean)
    .join(', ');
}
