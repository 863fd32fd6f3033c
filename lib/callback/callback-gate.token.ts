import type { InjectionToken } from '@nestjs/common';
import type { CallbackGate } from './callback-gate.js';

/** The token of a named registration's gate; the unnamed one's is the class itself. */
export function getCallbackGateToken(name: string): InjectionToken<CallbackGate> {
  return `NewPayCallbackGate(${name})`;
}
