import { html, type Html } from './html.js';

/** An amount with separated thousands, and its plain value for programs. */
export function amount({ orderAmt, currency }: { orderAmt: string; currency: string }): Html {
  const grouped = orderAmt.replace(/\B(?=(\d{3})+\.)/g, ',');
  return html`<data value="${orderAmt}">${grouped} ${currency}</data>`;
}
