import type { InjectionToken } from '@nestjs/common';
import { RegistrationHealth } from './registration-health.js';

/** The token of a registration's health, the unnamed one's included. */
export function getRegistrationHealthToken(name = ''): InjectionToken<RegistrationHealth> {
  return `NewPayRegistrationHealth(${name})`;
}
