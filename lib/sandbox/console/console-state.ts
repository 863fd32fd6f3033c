import { html, type Html } from '../pages/html.js';
import type { SandboxParts } from '../sandbox-wiring.js';
import { activeFaults, faultSwitches } from './fault-switches.js';
import { holdSwitch } from './hold-switch.js';
import { orderCard } from './order-card.js';
import { refusedRequests } from './refused-requests.js';

/** The data that the console shows. */
export type ConsoleSource = Pick<
  SandboxParts,
  'actions' | 'activities' | 'faults' | 'orders' | 'processor' | 'refunds' | 'sender'
>;

/** The part of the console that changes; the script of the page fetches it and replaces it. */
export function consoleState(source: ConsoleSource): Html {
  const { activities, faults, orders, processor } = source;
  const active = activeFaults(faults.injections, undefined);
  return html`<div id="state">
    <div>
      <p class="jump"><a href="#faults">Faults for all orders: ${namesOf(active)}</a></p>
      ${refusedRequests(activities)}
      <section aria-labelledby="orders">
        <h2 id="orders">Orders</h2>
        ${
          orders.orders.length === 0
            ? html`<p class="soft">There is no order yet.</p>`
            : orders.orders.toReversed().map((order) => orderCard(order, source))
        }
      </section>
    </div>
    <section aria-labelledby="faults" data-testid="console-faults">
      <header>
        <h2 id="faults">Faults for all orders</h2>
        <form method="post" action="/console/faults/clear">
          <button
            id="clear-faults"
            class="small"
            data-testid="clear-faults"
            title="Clears the faults of single orders too"
          >
            Clear all
          </button>
        </form>
      </header>
      ${faultSwitches({ id: 'fault' }, active)} ${holdSwitch(processor.isHolding)}
    </section>
  </div>`;
}

function namesOf(faults: ReadonlySet<string>): string {
  return faults.size === 0 ? 'none' : [...faults].join(', ');
}
