import { Logger } from '@nestjs/common';
import { visibleLines, visibleText } from '../errors/escape-invisible.js';
import type { NewPayRegistration } from './registration.interface.js';

/**
 * The logger of this package. Messages may quote untrusted requests, and errors of listeners,
 * stores and servers: each message is one line without invisible characters. A stack keeps its line
 * breaks.
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

/** The contexts of the log lines of this package: docs/observability.md lists what each is about. */
export type LogContext =
  | 'BullMqQueue'
  | 'NewPayCallback'
  | 'NewPayEvents'
  | 'NewPayHealth'
  | 'NewPayHooks'
  | 'NewPayModule'
  | 'NewPayQueue'
  | 'NewPayService'
  | 'NewPayV2Service'
  | 'NewPayWatch'
  | 'PgBossQueue';

/**
 * A logger whose context names, with several merchants, the registration too.
 *
 * @param registration none for what belongs to no registration, such as a queue that several share
 */
export function loggerFor(
  context: LogContext,
  { name }: Partial<Pick<NewPayRegistration, 'name'>> = {},
): Logger {
  return new VisibleLogger(name === undefined ? context : `${context}(${name})`);
}
