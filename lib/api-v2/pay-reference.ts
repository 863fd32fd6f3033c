import { CallFailure } from '../protocol/call-failure.js';
import { isWebAddress, parseAddress } from '../protocol/web-address.js';
import type { NewPayPayReference } from './newpay-v2-order.interface.js';

/** Schemes that a browser or phone runs, or opens from its own files. */
const DANGEROUS =
  /^(?:javascript|vbscript|data|file|blob|about|intent|filesystem|view-source|content):/i;

/**
 * Tells what a pay reference is. A scheme is not looked for in a list of known ones: NewPay's pages name
 * those of NewPay's app and of mini programs without saying them all.
 *
 * @throws {CallFailure} it is an address that would run code (`untrustworthy`)
 */
export function payReferenceOf(value: string): NewPayPayReference {
  if (DANGEROUS.test(value.trimStart().replaceAll(/[\u0000-\u0020]/g, ''))) {
    throw new CallFailure(
      'untrustworthy',
      'the "payReference" of the answer would run code in the browser of the payer',
    );
  }
  const url = parseAddress(value);
  if (url === undefined || url.username !== '' || url.password !== '') {
    return Object.freeze({ kind: 'data', value });
  }
  return Object.freeze({ kind: isWebAddress(value) ? 'url' : 'app', value });
}
