import type { CallbackSender } from '../callbacks/callback-sender.js';
import type { NewPaySandboxDelivery } from '../callbacks/newpay-sandbox-delivery.interface.js';
import { html, type Html } from '../pages/html.js';
import { stateBadge } from './state-badge.js';
import { clock, dueTime } from './times.js';

/** The source of a list of deliveries. */
export type DeliverySource = Pick<CallbackSender, 'deliveriesOf' | 'dueTimesOf'>;

/** The deliveries of the callbacks of an order or refund, and the scheduled ones. */
export function deliveryList(number: string, id: string, source: DeliverySource): Html {
  const deliveries = source.deliveriesOf(number);
  const dueTimes = source.dueTimesOf(number);
  if (deliveries.length + dueTimes.length === 0) {
    return html`<p class="soft">No callback yet.</p>`;
  }
  return html`<ol class="deliveries">
    ${deliveries.map((delivery, index) => item(delivery, `${id}-${index}`))}
    ${dueTimes.map((due) => html`<li class="soft">Next delivery ${dueTime(due)}</li>`)}
  </ol>`;
}

function item(delivery: NewPaySandboxDelivery, id: string): Html {
  const { url, body, response, status, error, acknowledged, at } = delivery;
  return html`<li data-testid="console-delivery">
    <details id="${id}">
      <summary>
        ${stateBadge(acknowledged ? 'acknowledged' : 'not acknowledged')} ${clock(at)} ·
        ${status === undefined ? 'no answer' : `HTTP ${status}`}
      </summary>
      <p>POST ${url}</p>
      <pre tabindex="0" aria-label="Body of the request">${body}</pre>
      <p>Answer</p>
      <pre tabindex="0" aria-label="Answer">${response ?? error ?? ''}</pre>
    </details>
  </li>`;
}
