import { Logger } from '@nestjs/common';
import { visibleLines, visibleText } from '../errors/visible-text.js';
import type { NewPayRegistration } from './registration.interface.js';

/**
 * A logger of this package: its messages may quote what strangers sent, and what listeners, stores and
 * servers of the host threw. Each is one line without invisible characters; a stack keeps its lines.
 */
class VisibleLogger extends Logger {
  override log(message: string): void {
    super.log(visibleText(message));
  }

  override warn(message: string): void {
    super.warn(visibleText(message));
  }

  override error(message: string, stack?: string): void {
    super.error(visibleText(message), stack === undefined ? undefined : visibleLines(stack));
  }
}

/** A logger whose context names the registration, so that several merchants can be told apart. */
export function loggerFor(
  { name: className }: { name: string },
  { name }: Pick<NewPayRegistration, 'name'>,
): Logger {
  return new VisibleLogger(name === undefined ? className : `${className}(${name})`);
}
