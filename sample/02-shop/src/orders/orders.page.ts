import { formatMoney, formatTime } from '../views/format.js';
import { html, type Html } from '../views/html.js';
import { page } from '../views/page.js';
import type { Order } from './order.js';

export function ordersPage(orders: readonly Order[]): string {
  return page({
    title: 'Orders',
    body: html`
      <h1>Orders</h1>
      ${
        orders.length === 0
          ? html`<p>Nothing has been ordered yet. <a href="/">See the products</a></p>`
          : html`<ul class="panel orders">
              ${orders.map(orderLine)}
            </ul>`
      }
    `,
  });
}

function orderLine(order: Order): Html {
  const { orderNo, title, price, status } = order;
  return html`
    <li>
      <div>
        <a href="/orders/${orderNo}">${title}</a>
        <p class="small">${timesOf(order)} · <span class="number">${orderNo}</span></p>
      </div>
      <span class="amount">${formatMoney(price)}</span>
      <span class="status status-${status}">${status}</span>
    </li>
  `;
}

function timesOf({ createdAt, paidAt, refundedAt }: Order): string {
  return [
    `ordered ${formatTime(createdAt)}`,
    paidAt && `paid ${formatTime(paidAt)}`,
    refundedAt && `refunded ${formatTime(refundedAt)}`,
  ]
    .filter(Boolean)
    .join(', ');
}
