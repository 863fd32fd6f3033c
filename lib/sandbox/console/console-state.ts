import { html, type Html } from '../pages/html.js';
import type { SandboxParts } from '../sandbox-wiring.js';
import { activeFaults, faultSwitches } from './fault-switches.js';
import { orderCard } from './order-card.js';

/** The data that the console shows. */
export type ConsoleSource = Pick<SandboxParts, 'faults' | 'orders' | 'refunds' | 'sender'>;

/** The part of the console that changes; the script of the page fetches it and replaces it. */
export function consoleState(source: ConsoleSource): Html {
  const { faults, orders } = source;
  const active = activeFaults(faults.injections, undefined);
  return html`<div id="state">
    <section aria-labelledby="faults" data-testid="console-faults">
      <h2 id="faults">Faults for all orders</h2>
      ${faultSwitches({ id: 'fault' }, active)}
      <form method="post" action="/console/faults/clear">
        <button id="clear-faults" class="clear" data-testid="clear-faults">
          Clear all faults, including those of single orders
        </button>
      </form>
    </section>
    <section aria-labelledby="orders">
      <h2 id="orders">Orders</h2>
      ${
        orders.orders.length === 0
          ? html`<p class="soft">No order yet.</p>`
          : orders.orders.toReversed().map((order) => orderCard(order, source))
      }
    </section>
  </div>`;
}
