import { PayMethod } from '../../protocol/v1/pay-method.enum.js';
import { returnUrlOf } from '../orders/return-url.js';
import type { PaymentResult, SandboxOrder } from '../orders/sandbox-order.interface.js';
import { amount } from './amount-with-currency.js';
import { CASHIER_STYLE } from './cashier-style.js';
import { html, type Html } from './html.js';
import { page } from './page.js';
import { qrCode } from './qr-code.js';

/** What the page of an order shows in addition to the order. */
export interface CashierDetails {
  readonly merchantId: string;
  /** The URL of the page itself. */
  readonly payUrl: string;
}

/** The actions on a pending order; the names are also the last segments of the paths. */
const ACTIONS = [
  { name: 'pay', label: 'Pay', style: 'primary' },
  { name: 'fail', label: 'Fail the payment', style: 'danger' },
  { name: 'cancel', label: 'Cancel', style: 'plain' },
] as const;

const RESULTS = {
  paid: 'This order is paid.',
  failed: 'The payment of this order failed.',
} as const;

/** The page of a `payUrl`. */
export function cashierPage(order: SandboxOrder, { merchantId, payUrl }: CashierDetails): string {
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
      ${order.result ? resultOf(order, order.result) : paymentActions(order, payUrl)}`,
  });
}

/** The page for an unknown order. */
export function unknownOrderPage(): string {
  return page({
    title: 'Order not found',
    style: CASHIER_STYLE,
    content: html`<h1>Order not found</h1>
      <p>This sandbox has no order with this link. A sandbox loses its orders when it stops.</p>`,
  });
}

function row(term: string, value: string): Html {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** The app first, as with NewPay, and then the buttons that replace it in the sandbox. */
function paymentActions(order: SandboxOrder, payUrl: string): Html {
  return html`<div class="app on-desktop">
      ${qrCode(payUrl, 'QR code of the link to this payment')}
      <p>Scan with your phone to pay in the NewPay app.</p>
    </div>
    <div class="app on-phone">
      <a class="button" href="${payUrl}">Open the NewPay app</a>
      <p>In the sandbox this link opens the same page again.</p>
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
    <p><a href="${returnUrlOf(order)}">Back to the merchant</a></p>`;
}
