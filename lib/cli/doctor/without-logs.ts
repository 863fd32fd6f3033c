import { Logger } from '@nestjs/common';

/** Runs something without Nest's log, whose lines the doctor says in its own way. */
export function withoutLogs<T>(work: () => T): T {
  Logger.overrideLogger(false);
  return work();
}
