import { returnUrlOf } from '../orders/return-url.js';
import type { PaymentResult, SandboxOrder } from '../orders/sandbox-order.interface.js';
import { amount } from './amount-with-currency.js';
import { CASHIER_STYLE } from './cashier-style.js';
import { html, type Html } from './html.js';
import { page } from './page.js';
import { payMethodText } from './pay-method-text.js';
import { qrCode } from './qr-code.js';

/** What the page of an order shows in addition to the order. */
export interface CashierDetails {
  readonly merchantId: string;
  /** The URL of the page for a phone; missing if a phone cannot open it. */
  readonly qrCodeUrl?: string | undefined;
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
  expired: 'The time to pay this order is over.',
} as const;

/** The page of a `payUrl`. */
export function cashierPage(
  order: SandboxOrder,
  { merchantId, qrCodeUrl }: CashierDetails,
): string {
  return page({
    title: `Order ${order.orderNo}`,
    style: CASHIER_STYLE,
    content: html`<div class="bill">
        <h1>${order.subject === '' ? 'Payment' : order.subject}</h1>
        <p class="amount">${amount(order)}</p>
        <dl>
          ${row('Order', order.orderNo)} ${row('Merchant', merchantId)}
          ${row('Method', payMethodText(order).name)} ${row('NewPay order', order.newpayOrderNo)}
        </dl>
      </div>
      ${order.result ? resultOf(order, order.result) : paymentActions(order, qrCodeUrl)}`,
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

/** The buttons in place of the payer's app, and the code with which a phone opens this page. */
function paymentActions(order: SandboxOrder, qrCodeUrl: string | undefined): Html {
  const { name, app } = payMethodText(order);
  const real =
    app === undefined
      ? `NewPay asks for the ${name} card here. The sandbox has these buttons instead.`
      : `NewPay opens ${app} here. The sandbox has these buttons instead.`;
  const code =
    qrCodeUrl === undefined || app === undefined
      ? ''
      : html`<div class="app">
          ${qrCode(qrCodeUrl, 'QR code of the link to this page')}
          <p>
            NewPay shows a code for ${app} here. Scan this one with the camera of a phone in the
            same network: it opens this page.
          </p>
        </div>`;
  return html`${code}
    <div class="actions">
      <p>${real}</p>
      ${ACTIONS.map((action) => button(order, action))}
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
    <p><a href="${returnUrlOf(order)}">Back to the merchant</a></p>`;
}
