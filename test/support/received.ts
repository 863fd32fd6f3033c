import { parseLosslessJson } from '../../lib/protocol/json/lossless-json.js';
import type { ReceivedMessage } from '../../lib/protocol/v2/signed-v2-message.js';

/** A body as the callback's route has it. */
export function received(body: string | Uint8Array): ReceivedMessage {
  const bytes = Buffer.from(body);
  return { ...parseLosslessJson(bytes), bytes };
}
