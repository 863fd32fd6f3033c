import { amount } from '../pages/amount-with-currency.js';
import { html, type Html } from '../pages/html.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import type { SandboxRefund } from '../refunds/sandbox-refund.interface.js';
import type { SandboxParts } from '../sandbox-wiring.js';
import { actionButtons, type ActionButton } from './action-buttons.js';
import { deliveryList } from './delivery-list.js';
import { activeFaults, faultSwitches } from './fault-switches.js';
import { stateBadge } from './state-badge.js';

/** The source of an order card. */
export type OrderCardSource = Pick<SandboxParts, 'faults' | 'refunds' | 'sender'>;

/** An order with its callbacks, its refunds and its faults. */
export function orderCard(order: SandboxOrder, source: OrderCardSource): Html {
  const { orderNo, cashierId, subject, v2 } = order;
  const refunds = source.refunds.refundsOf(orderNo).toReversed();
  return html`<article data-testid="console-order">
    <header>
      <h3><a href="/cashier/${cashierId}" id="order-${cashierId}">${orderNo}</a></h3>
      ${stateBadge(order.result?.status ?? 'pending')}
      ${v2 ? html`<p class="soft">v2 · ${v2.channel}</p>` : ''}
      <p>${amount(order)}${subject === '' ? '' : ` · ${subject}`}</p>
    </header>
    ${deliveryList(orderNo, cashierId, source.sender)}
    ${actionButtons(orderNo, `act-${cashierId}`, actionsOf(order, refunds, source))}
    ${refunds.map((refund) => refundSection(refund, source))} ${switchesOf(order, source)}
  </article>`;
}

function actionsOf(
  { orderNo, result, v2 }: SandboxOrder,
  refunds: readonly SandboxRefund[],
  source: OrderCardSource,
): ActionButton[] {
  if (!result) {
    return [
      { action: 'pay', label: 'Pay' },
      { action: 'fail', label: 'Fail the payment' },
      ...(v2 ? [{ action: 'expire', label: 'Let it expire' } as const] : []),
    ];
  }
  // With a refund, the rest of the amount is refunded by the app or the command line.
  const canRefund = result.status === 'paid' && refunds.length === 0;
  return [
    ...callbackActions(orderNo, source),
    ...(canRefund ? [{ action: 'refund', label: 'Refund' } as const] : []),
  ];
}

function callbackActions(number: string, { sender }: OrderCardSource): ActionButton[] {
  return [
    ...(sender.dueTimesOf(number).length > 0
      ? [{ action: 'deliver-now', label: 'Deliver now' } as const]
      : []),
    ...(sender.canResend(number)
      ? [{ action: 'resend', label: 'Resend the callback' } as const]
      : []),
  ];
}

function refundSection(refund: SandboxRefund, source: OrderCardSource): Html {
  const { refundOrderNo, refundOrderAmt: orderAmt, newpayRefundOrderNo, order, result } = refund;
  const actions: readonly ActionButton[] = result
    ? callbackActions(refundOrderNo, source)
    : [
        { action: 'refund', label: 'Complete the refund' },
        { action: 'refund-failed', label: 'Fail the refund' },
      ];
  return html`<section class="refund" data-testid="console-refund">
    <header>
      <h4>Refund ${refundOrderNo}</h4>
      ${stateBadge(result?.status ?? 'processing')}
      <p>${amount({ orderAmt, currency: order.currency })}</p>
    </header>
    ${deliveryList(refundOrderNo, newpayRefundOrderNo, source.sender)}
    ${actionButtons(refundOrderNo, `act-${newpayRefundOrderNo}`, actions)}
  </section>`;
}

/** These faults apply to callbacks and calls with the order's number, also those of its refunds. */
function switchesOf({ orderNo, cashierId }: SandboxOrder, { faults }: OrderCardSource): Html {
  const id = `faults-${cashierId}`;
  const active = activeFaults(faults.injections, orderNo);
  return html`<details id="${id}">
    <summary>Faults of this order: ${active.size === 0 ? 'none' : [...active].join(', ')}</summary>
    ${faultSwitches({ id, orderNo }, active)}
  </details>`;
}
