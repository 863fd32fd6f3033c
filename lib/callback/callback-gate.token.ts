import type { InjectionToken } from '@nestjs/common';
import { CallbackGate } from './callback-gate.js';

/** The token of a registration's gate: the class itself for the unnamed one. */
export function getCallbackGateToken(name?: string): InjectionToken<CallbackGate> {
  return name === undefined ? CallbackGate : `NewPayCallbackGate(${name})`;
}
