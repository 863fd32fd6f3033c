import { html, type Html } from '../pages/html.js';
import type { ConsoleAction } from './take-action.js';

/** A button of an order or a refund. */
export interface ActionButton {
  readonly action: ConsoleAction;
  readonly label: string;
}

/**
 * Buttons that act on an order or a refund; nothing if there are none.
 *
 * @param id the prefix of the element IDs
 */
export function actionButtons(number: string, id: string, buttons: readonly ActionButton[]): Html {
  return html`${
    buttons.length === 0
      ? ''
      : html`<div class="actions" role="group" aria-label="Actions for ${number}">
          ${buttons.map(
            ({ action, label }) =>
              html`<form method="post" action="/console/actions">
                <input type="hidden" name="action" value="${action}" />
                <input type="hidden" name="number" value="${number}" />
                <button id="${id}-${action}" data-testid="${action}">${label}</button>
              </form>`,
          )}
        </div>`
  }`;
}
