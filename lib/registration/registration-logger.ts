import { Logger } from '@nestjs/common';
import type { NewPayRegistration } from './registration.interface.js';

/** A logger whose context names the registration, so that several merchants can be told apart. */
export function loggerFor(
  { name: className }: { name: string },
  { name }: NewPayRegistration,
): Logger {
  return new Logger(name === undefined ? className : `${className}(${name})`);
}
