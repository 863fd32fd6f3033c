import { PayMethod } from '../../protocol/v1/pay-method.enum.js';
import { returnAddressOf } from '../orders/return-address.js';
import type { PaymentResult, SandboxOrder } from '../orders/sandbox-order.interface.js';
import { amount } from './amount.js';
import { CASHIER_STYLE } from './cashier-style.js';
import { html, type Html } from './html.js';
import { page } from './page.js';
import { qrCode } from './qr-code.js';

/** What the page of an order says beside the order. */
export interface CashierFacts {
  readonly merchantId: string;
  /** The address of the page itself. */
  readonly payUrl: string;
}

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
export function cashierPage(order: SandboxOrder, { merchantId, payUrl }: CashierFacts): string {
  return page({
    title: `Order ${order.orderNo}`,
    style: CASHIER_STYLE,
    content: html`<div class="bill">
        <h1>${order.subject === '' ? 'Payment' : order.subject}</h1>
        <p class="amount">${amount(order)}</p>
        <dl>
          ${row('Order', order.orderNo)} ${row('Merchant', merchantId)}
          ${row('Method', String(PayMethod[order.payMethod]))}
          ${row('NewPay order', order.newpayOrderNo)}
        </dl>
      </div>
      ${order.result ? resultOf(order, order.result) : waysToPay(order, payUrl)}`,
  });
}

/** The page for an address that names no order. */
export function unknownOrderPage(): string {
  return page({
    title: 'No such order',
    style: CASHIER_STYLE,
    content: html`<h1>No such order</h1>
      <p>
        This sandbox has no order at this address. A sandbox forgets its orders when it stops.
      </p>`,
  });
}

function row(term: string, value: string): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** The app first, as with NewPay, then what stands for the app in a sandbox. */
function waysToPay(order: SandboxOrder, payUrl: string): Html {
  return html`<div class="app on-desktop">
      ${qrCode(payUrl, 'QR code of the link to this payment')}
      <p>Scan with your phone to pay in the NewPay app.</p>
    </div>
    <div class="app on-phone">
      <a class="button" href="${payUrl}">Open the NewPay app</a>
      <p>In the sandbox no app opens: the link comes back here.</p>
    </div>
    <div class="actions">${ACTIONS.map((action) => button(order, action))}</div>`;
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
