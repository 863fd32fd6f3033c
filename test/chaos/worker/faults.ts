import { setTimeout } from 'node:timers/promises';
import type { BackendName } from '../backends/backend.interface.js';
import { Random } from '../random.js';
import { FAULTS, SLOW } from '../settings.js';
import type { WorkerReport } from './worker-settings.interface.js';

/** Random delays and failures of the listeners of one store. */
export class ListenerFaults {
  readonly #random: Random;

  constructor(
    seed: number,
    private readonly backend: BackendName,
  ) {
    this.#random = new Random(seed);
  }

  /** Waits for a random time, in which this process may be killed. */
  async pause(): Promise<void> {
    const isSlow = this.#random.chance(SLOW.chance);
    if (isSlow) {
      report({ kind: 'slow', backend: this.backend });
    }
    await setTimeout(
      isSlow ? this.#random.between(SLOW.least, SLOW.most) : this.#random.between(5, 80),
    );
  }

  /** @throws {Error} at random */
  failRandomly(moment: keyof typeof FAULTS): void {
    if (this.#random.chance(FAULTS[moment])) {
      report({ kind: 'fault', backend: this.backend, moment });
      throw new Error(`failed on purpose, ${moment} the effect`);
    }
  }

  reportAlreadyDone(): void {
    report({ kind: 'found-done', backend: this.backend });
  }
}

/** Sends a report to the orchestrator. */
export function report(message: WorkerReport): void {
  process.send?.(message);
}
