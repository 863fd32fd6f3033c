import { html, type Html } from './html.js';

/**
 * An amount as people write it, `1,250,000 LAK` or `38.50 USD`, and as NewPay's messages have it for
 * programs.
 */
export function amount({ orderAmt, currency }: { orderAmt: string; currency: string }): Html {
  const grouped = orderAmt.replace(/\B(?=(\d{3})+\.)/g, ',').replace(/\.00$/, '');
  return html`<data value="${orderAmt}">${grouped} ${currency}</data>`;
}
