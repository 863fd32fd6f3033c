import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';

/** How long the same failure of the engine is not logged again, in milliseconds. */
const QUIET = 60_000;

/** Logs the failures of BullMQ, which repeats one every second while Redis is away. */
export class EngineErrors {
  readonly #lastLogged = new Map<string, number>();

  constructor(private readonly logger: Logger) {}

  readonly report = (error: unknown): void => {
    const message = messageOf(error);
    const now = performance.now();
    if (now - (this.#lastLogged.get(message) ?? -QUIET) < QUIET) {
      return;
    }
    for (const [known, at] of this.#lastLogged) {
      if (now - at >= QUIET) {
        this.#lastLogged.delete(known);
      }
    }
    this.#lastLogged.set(message, now);
    this.logger.warn(`BullMQ: ${message}`);
  };
}
