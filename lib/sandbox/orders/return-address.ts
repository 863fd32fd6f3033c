import type { SandboxOrder } from './sandbox-order.interface.js';

/**
 * Where the payer goes from the cashier: the page of the result, or of cancelling while there is none.
 * Nothing is added to the address, because no page says that NewPay adds something.
 */
export function returnAddressOf(order: SandboxOrder): string {
  // In its ASCII form, which alone may stand in a header.
  return new URL(pageOf(order)).href;
}

function pageOf({ result, successPageUrl, failurePageUrl, cancelPageUrl }: SandboxOrder): string {
  if (!result) {
    return cancelPageUrl;
  }
  return result.status === 'paid' ? successPageUrl : failurePageUrl;
}
