import { payUrlOf } from './pay-url.js';
import type { SandboxOrder } from './sandbox-order.interface.js';

/**
 * The page that the payer returns to from the cashier: that of the result, or of cancelling while
 * there is none. No parameters are added, because NewPay documents none. An order of API v2 has a page for
 * the result `paid` at most; without a page the payer stays on the cashier.
 */
export function returnUrlOf(order: SandboxOrder): string {
  const page = pageOf(order);
  // As ASCII, because it is used in a header.
  return page === '' ? payUrlOf('', order) : new URL(page).href;
}

function pageOf({ result, successPageUrl, failurePageUrl, cancelPageUrl }: SandboxOrder): string {
  if (!result) {
    return cancelPageUrl;
  }
  return result.status === 'paid' ? successPageUrl : failurePageUrl;
}
