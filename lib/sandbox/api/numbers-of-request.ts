import { parseLosslessObject } from '../../protocol/json/lossless-json.js';
import type { SandboxRequest } from '../http/router.js';

/** The numbers of a request of the API. They are unverified. */
export interface RequestNumbers {
  readonly orderNo?: unknown;
  readonly refundOrderNo?: unknown;
}

/** The merchant's numbers in a request of either API; none if its body cannot be read. */
export function numbersOf({ body }: SandboxRequest): RequestNumbers {
  try {
    const { orderNo, refundOrderNo, mchOrderNo, mchRefundNo } = parseLosslessObject(body);
    return { orderNo: orderNo ?? mchOrderNo, refundOrderNo: refundOrderNo ?? mchRefundNo };
  } catch {
    return {};
  }
}
