import { PayMethod } from '../../dto/pay-method.enum.js';
import { returnAddressOf } from '../orders/return-address.js';
import type { PaymentResult, SandboxOrder } from '../orders/sandbox-order.interface.js';
import { amount } from './amount.js';
import { html, type Html } from './html.js';
import { page } from './page.js';

/** What a payer may do with a pending order; the words are also the last segments of the paths. */
const ACTIONS = [
  { name: 'pay', label: 'Pay', style: 'primary' },
  { name: 'fail', label: 'Let the payment fail', style: 'danger' },
  { name: 'cancel', label: 'Cancel', style: 'plain' },
] as const;

const RESULTS = {
  paid: 'This order is paid.',
  failed: 'The payment of this order failed.',
} as const;

/** The page that a `payUrl` leads to. */
export function cashierPage(order: SandboxOrder, merchantId: string): string {
  return page(
    `Order ${order.orderNo}`,
    html`<h1>${order.subject === '' ? 'Payment' : order.subject}</h1>
      <p class="amount">${amount(order)}</p>
      <dl>
        ${row('Order', order.orderNo)} ${row('NewPay order', order.newpayOrderNo)}
        ${row('Merchant', merchantId)} ${row('Method', String(PayMethod[order.payMethod]))}
      </dl>
      ${
        order.result
          ? resultOf(order, order.result)
          : ACTIONS.map((action) => button(order, action))
      }`,
  );
}

/** The page for an address that names no order. */
export function unknownOrderPage(): string {
  return page(
    'No such order',
    html`<h1>No such order</h1>
      <p>
        This sandbox has no order at this address. A sandbox forgets its orders when it stops.
      </p>`,
  );
}

function row(term: string, value: string): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}

function button(
  { cashierId }: SandboxOrder,
  { name, label, style }: (typeof ACTIONS)[number],
): Html {
  return html`<form method="post" action="/cashier/${cashierId}/${name}">
    <button class="${style}" data-testid="${name}">${label}</button>
  </form>`;
}

function resultOf(order: SandboxOrder, { status }: PaymentResult): Html {
  return html`<p role="status"><strong>${RESULTS[status]}</strong></p>
    <p><a href="${returnAddressOf(order)}">Back to the merchant</a></p>`;
}
