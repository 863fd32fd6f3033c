import { PAY_METHODS } from '../newpay/pay-methods.js';
import { formatMoney, formatTime } from '../views/format.js';
import { html, type Html } from '../views/html.js';
import { page } from '../views/page.js';
import type { Order, OrderStatus } from './order.js';

export function orderPage(order: Order, isCancelled: boolean): string {
  const { orderNo, title, price, payMethod, createdAt, status } = order;
  return page({
    title: `Order ${orderNo}`,
    body: html`
      <h1>Your order</h1>
      ${
        isCancelled &&
        status === 'pending' &&
        html`<p class="notice">You left the cashier before paying. You can still continue.</p>`
      }
      <section
        class="panel"
        aria-label="Payment"
        aria-live="polite"
        data-updates="/orders/${orderNo}/updates"
      >
        ${orderState(order)}
      </section>
      <dl class="panel facts">
        <dt>Product</dt>
        <dd>${title}</dd>
        <dt>Amount</dt>
        <dd>${formatMoney(price)}</dd>
        <dt>Pay method</dt>
        <dd>${PAY_METHODS.get(payMethod)}</dd>
        <dt>Ordered</dt>
        <dd>${formatTime(createdAt)}</dd>
        <dt>Order number</dt>
        <dd class="number">${orderNo}</dd>
      </dl>
      ${
        status !== 'refunded' &&
        html`<noscript>Without scripts this page shows a change when you reload it.</noscript>
          <script src="/order.js" defer></script>`
      }
    `,
  });
}

/** The part of the page that is updated while the page is open. */
export function orderState(order: Order): Html {
  return html`<p>
      <span class="status status-${order.status}" data-testid="order-status">${order.status}</span>
    </p>
    ${WORDS[order.status](order)}`;
}

const WORDS: Readonly<Record<OrderStatus, (order: Order) => Html>> = {
  pending,
  paid,
  failed,
  mismatched: ({ note }) => html`<p>${note}</p>`,
  refunding: ({ price, note }) =>
    html`<p>NewPay is giving ${formatMoney(price)} back.</p>
      ${note !== undefined && html`<p>${note}</p>`}`,
  refunded: ({ price, refundedAt }) =>
    html`<p>${formatMoney(price)} went back${at(refundedAt)}.</p>`,
};

function pending({ note, payUrl }: Order): Html {
  if (note !== undefined) {
    return html`<p>${note}</p>`;
  }
  return html`<p>
      NewPay has not confirmed a payment yet. This page updates by itself as soon as it does.
    </p>
    ${payUrl !== undefined && html`<p><a class="button" href="${payUrl}">Continue to the cashier</a></p>`}`;
}

function paid({ orderNo, price, paidAt, note }: Order): Html {
  return html`<p>
      <span lang="lo">ຂອບໃຈ!</span> NewPay has your payment${at(paidAt)}. We are packing.
    </p>
    ${note !== undefined && html`<p>${note}</p>`}
    <form class="clerk" method="post" action="/orders/${orderNo}/refund">
      <span class="small">For the clerk</span>
      <button class="quiet" data-testid="refund">Refund ${formatMoney(price)}</button>
    </form>`;
}

function failed({ note, productId, payMethod }: Order): Html {
  return html`<p>${note ?? 'The payment failed.'}</p>
    <form method="post" action="/orders">
      <input type="hidden" name="productId" value="${productId}" />
      <input type="hidden" name="payMethod" value="${payMethod}" />
      <button>Try again</button>
    </form>`;
}

function at(time: Date | undefined): string {
  return time ? ` (${formatTime(time)})` : '';
}
