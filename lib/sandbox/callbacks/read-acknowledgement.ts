import { parseLosslessObject } from '../../protocol/json/lossless-json.js';
import type { PostAnswer } from './post-json.js';

/**
 * Whether an answer acknowledges a callback: `{"transResult": "SUCCESS"}` (protocol 5) with HTTP
 * 200 (inferred; no status is documented).
 */
export function isAcknowledgement({ status, body }: PostAnswer): boolean {
  return status === 200 && transResultOf(body) === 'SUCCESS';
}

function transResultOf(body: string): unknown {
  try {
    return parseLosslessObject(Buffer.from(body))['transResult'];
  } catch {
    return undefined;
  }
}
