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
    return html`<p class="soft">No callback was sent yet.</p>`;
  }
  const acknowledged = new Set(
    deliveries.filter((delivery) => delivery.acknowledged).map(({ body }) => body),
  );
  return html`<ol class="deliveries">
    ${deliveries.map((delivery, index) =>
      item(delivery, `${id}-${index}`, acknowledged.has(delivery.body)),
    )}
    ${dueTimes.map((due) => html`<li class="soft">Next delivery ${dueTime(due)}</li>`)}
  </ol>`;
}

/** @param isHandled whether this or another delivery of the same callback was acknowledged */
function item(delivery: NewPaySandboxDelivery, id: string, isHandled: boolean): Html {
  const { url, body, response, status, error, acknowledged, at } = delivery;
  return html`<li data-testid="console-delivery">
    <details id="${id}">
      <summary>
        ${badgeOf(acknowledged, isHandled)} ${clock(at)}
        <span class="whole">· ${status === undefined ? 'no answer' : `HTTP ${status}`}</span>
      </summary>
      <p>POST ${url}</p>
      <pre tabindex="0" aria-label="Body of the request">${body}</pre>
      <p>Answer</p>
      <pre tabindex="0" aria-label="Answer">${response ?? error ?? ''}</pre>
    </details>
  </li>`;
}

function badgeOf(isAcknowledged: boolean, isHandled: boolean): Html {
  if (isAcknowledged) {
    return stateBadge('acknowledged');
  }
  return stateBadge('not acknowledged', isHandled ? 'open' : 'bad');
}
