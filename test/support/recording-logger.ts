import type { LoggerService } from '@nestjs/common';

export interface LogLine {
  readonly level: 'log' | 'warn' | 'error';
  /** What was logged, and behind it what Nest adds: a stack, the context. */
  readonly text: string;
  /** What was logged, without anything behind it. */
  readonly message: string;
  /** Who logged it. */
  readonly context: string;
}

/** Keeps what was logged, to be read by a test. */
export class RecordingLogger implements LoggerService {
  readonly lines: LogLine[] = [];

  log(message: unknown, ...rest: unknown[]): void {
    this.#record('log', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#record('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#record('error', message, rest);
  }

  textsOf(level: LogLine['level']): string[] {
    return this.lines.filter((line) => line.level === level).map(({ text }) => text);
  }

  #record(level: LogLine['level'], message: unknown, rest: unknown[]): void {
    const parts = [message, ...rest].filter((part) => part !== undefined).map(String);
    this.lines.push({
      level,
      text: parts.join(' '),
      message: message instanceof Error ? message.message : String(message),
      context: parts.at(-1) ?? '',
    });
  }
}
