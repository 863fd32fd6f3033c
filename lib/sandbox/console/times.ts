import { html, type Html } from '../pages/html.js';

/** A moment for the eye, in the time of the machine: the browser stands there too. */
export function clock(moment: Date): Html {
  const text = moment.toLocaleTimeString('en-GB');
  return html`<time datetime="${moment.toISOString()}">${text}</time>`;
}

/**
 * When something will happen. It names the moment, not what is left: so the same state is the same
 * markup, and the console's script, which counts down, replaces nothing meanwhile.
 */
export function dueTime(moment: Date): Html {
  const text = moment.toLocaleTimeString('en-GB');
  return html`<span data-due="${moment.getTime()}">at ${text}</span>`;
}
