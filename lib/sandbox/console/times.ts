import { html, type Html } from '../pages/html.js';

/** A time of day in the time zone of this machine, on which the browser runs, too. */
export function clock(moment: Date): Html {
  const text = moment.toLocaleTimeString('en-GB');
  return html`<time datetime="${moment.toISOString()}">${text}</time>`;
}

/**
 * The time of a scheduled delivery. It contains the time and not the remaining seconds, so that the
 * markup of an unchanged state is the same; the script of the console counts down.
 */
export function dueTime(moment: Date): Html {
  const text = moment.toLocaleTimeString('en-GB');
  return html`<span data-due="${moment.getTime()}">at ${text}</span>`;
}
