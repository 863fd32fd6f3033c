import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import { amount } from './amount.js';
import { html, type Html } from './html.js';
import { page } from './page.js';

/** The list of a sandbox's orders, the newest first. */
export function orderListPage(orders: readonly SandboxOrder[]): string {
  return page(
    'Orders',
    html`<h1>Orders</h1>
      ${
        orders.length === 0
          ? html`<p>No order yet.</p>`
          : html`<ul>
              ${orders.toReversed().map(item)}
            </ul>`
      }`,
  );
}

function item(order: SandboxOrder): Html {
  return html`<li>
    <a href="/cashier/${order.cashierId}">${order.orderNo}</a>
    ${amount(order)}, ${order.result?.status ?? 'pending'}
  </li>`;
}
