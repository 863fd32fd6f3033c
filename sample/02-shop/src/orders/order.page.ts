import { formatMoney, formatTime } from '../views/format.js';
import { html, type Html } from '../views/html.js';
import type { Page } from '../views/page.js';
import type { Order, OrderStatus } from './order.js';
import { orderState } from './order-state.js';

/** With which result NewPay has sent the buyer back. It proves nothing: anybody can open that URL. */
export type Back = 'success' | 'failure' | 'cancel';

/** An order, for its buyer. */
export function orderPage(order: Order, back?: Back): Page {
  const { orderNo } = order;
  return {
    title: `Order ${orderNo}`,
    body: html`
      <h1>Your order</h1>
      <div class="order" data-updates="/orders/${orderNo}/updates${back && `?back=${back}`}">
        ${buyersState(order, back)}
      </div>
      <noscript>Without scripts this page shows a change when you reload it.</noscript>
    `,
  };
}

/** The part of the page that is updated while the page is open. */
export function buyersState(order: Order, back?: Back): Html {
  return orderState(order, WORDS[order.status](order, back));
}

const WORDS: Readonly<Record<OrderStatus, (order: Order, back?: Back) => Html>> = {
  pending,
  paid: ({ paidAt }) =>
    html`<p>
      <span lang="lo">ຂອບໃຈ!</span> NewPay has your payment${at(paidAt)}. We are packing.
    </p>`,
  failed,
  mismatched: ({ note }) => html`<p>${note}</p>`,
  refunding: ({ price }) => html`<p>NewPay is giving ${formatMoney(price)} back.</p>`,
  refunded: ({ price, refundedAt }) =>
    html`<p>${formatMoney(price)} went back${at(refundedAt)}.</p>`,
};

function pending({ note, payUrl }: Order, back?: Back): Html {
  if (note !== undefined) {
    return html`<p>${note}</p>`;
  }
  if (payUrl === undefined) {
    return html`<p>We are asking NewPay for the page where you pay. The link appears here.</p>`;
  }
  if (back === 'success' || back === 'failure') {
    // No button to pay again: a buyer who has just paid could pay twice.
    return html`<p><strong>We are checking your payment.</strong></p>
      <p>
        NewPay has not told us the result yet. Please do not pay again: this page updates by itself.
      </p>`;
  }
  return html`<p>
      ${
        back === 'cancel'
          ? 'You left the cashier before paying. You can still continue.'
          : 'NewPay has not confirmed a payment yet. This page updates by itself as soon as it does.'
      }
    </p>
    <p><a class="button" href="${payUrl}">Continue to the cashier</a></p>`;
}

function failed({ note, orderNo, productId, payMethod }: Order): Html {
  // The key is the number of this order: two clicks make one new order.
  return html`<p>${note ?? 'The payment failed.'}</p>
    <form class="again" method="post" action="/orders" data-once="Going to NewPay…">
      <input type="hidden" name="formKey" value="${orderNo}" />
      <input type="hidden" name="productId" value="${productId}" />
      <input type="hidden" name="payMethod" value="${payMethod}" />
      <p>
        You can order again, with the same pay method. That makes a new order with a new number.
      </p>
      <button data-testid="order-again">Order again</button>
      <a class="button quiet" href="/">See the products</a>
    </form>`;
}

function at(time: Date | undefined): string {
  return time ? ` (${formatTime(time)})` : '';
}
