import { html, type Html } from '../pages/html.js';

/** A time of day with the time zone of this machine, which may not be that of the browser. */
export function clock(moment: Date): Html {
  return html`<time datetime="${moment.toISOString()}">${timeOf(moment)}</time>`;
}

/**
 * The time of a scheduled delivery. It contains the time and not the remaining seconds, so that the
 * markup of an unchanged state is the same; the script of the console counts down.
 */
export function dueTime(moment: Date): Html {
  return html`<span data-due="${moment.getTime()}">at ${timeOf(moment)}</span>`;
}

function timeOf(moment: Date): string {
  return moment.toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
}
