import type { SandboxOrder } from './sandbox-order.interface.js';

/**
 * The page that the payer returns to from the cashier: that of the result, or of cancelling while
 * there is none. No parameters are added, because NewPay documents none.
 */
export function returnUrlOf(order: SandboxOrder): string {
  // As ASCII, because it is used in a header.
  return new URL(pageOf(order)).href;
}

function pageOf({ result, successPageUrl, failurePageUrl, cancelPageUrl }: SandboxOrder): string {
  if (!result) {
    return cancelPageUrl;
  }
  return result.status === 'paid' ? successPageUrl : failurePageUrl;
}
