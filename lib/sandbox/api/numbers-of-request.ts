import { parseLosslessObject } from '../../protocol/json/lossless-json.js';
import type { SandboxRequest } from '../http/router.js';

/** The numbers of a request of the API. They are unverified. */
export interface RequestNumbers {
  readonly orderNo?: unknown;
  readonly refundOrderNo?: unknown;
}

/** The numbers of a request; none if its body cannot be read. */
export function numbersOf({ body }: SandboxRequest): RequestNumbers {
  try {
    return parseLosslessObject(body);
  } catch {
    return {};
  }
}
