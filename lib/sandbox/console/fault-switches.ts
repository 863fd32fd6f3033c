import type { NewPaySandboxFault, NewPaySandboxInjection } from '../faults/newpay-sandbox-fault.js';
import { html, type Html } from '../pages/html.js';
import { FAULT_GROUPS } from './fault-hints.js';

/** The orders that a set of switches is for. */
export interface SwitchScope {
  /** The prefix of the element IDs of this set. */
  readonly id: string;
  /** Missing: for all orders. */
  readonly orderNo?: string;
}

/** The faults that are on for one number, or for all orders. */
export function activeFaults(
  injections: readonly NewPaySandboxInjection[],
  orderNo: string | undefined,
): ReadonlySet<NewPaySandboxFault> {
  return new Set(injections.filter((each) => each.orderNo === orderNo).map(({ fault }) => fault));
}

/** A switch for each fault: a form that submits the opposite of the current state. */
export function faultSwitches(scope: SwitchScope, active: ReadonlySet<NewPaySandboxFault>): Html {
  return html`${FAULT_GROUPS.map(
    ({ title, hints }) =>
      html`<div class="switches" role="group" aria-label="${title}">
        <p>${title}</p>
        ${hints.map(([fault, hint]) => faultSwitch(scope, fault, hint, active.has(fault)))}
      </div>`,
  )}`;
}

function faultSwitch(
  { id, orderNo }: SwitchScope,
  fault: NewPaySandboxFault,
  hint: string,
  isOn: boolean,
): Html {
  return html`<form method="post" action="/console/faults">
    <input type="hidden" name="fault" value="${fault}" />
    <input type="hidden" name="switch" value="${isOn ? 'off' : 'on'}" />
    ${orderNo === undefined ? '' : html`<input type="hidden" name="orderNo" value="${orderNo}" />`}
    <button id="${id}-${fault}" aria-pressed="${String(isOn)}" data-testid="fault-${fault}">
      <span>${fault}</span>
      <small>${hint}</small>
    </button>
  </form>`;
}
