import { html, type Html } from '../pages/html.js';

/** The switch that keeps new refunds processing. */
export function holdSwitch(isOn: boolean): Html {
  return html`<div class="switches" role="group" aria-label="Refunds">
    <p>Refunds</p>
    <form method="post" action="/console/refunds">
      <input type="hidden" name="switch" value="${isOn ? 'off' : 'on'}" />
      <button id="hold-refunds" aria-pressed="${String(isOn)}" data-testid="hold-refunds">
        <span>hold</span>
        <small>New refunds stay processing</small>
      </button>
    </form>
  </div>`;
}
