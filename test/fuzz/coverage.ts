import { Session } from 'node:inspector/promises';

/**
 * Which blocks of the library have run, and about how often, as V8 counts them. A whole batch of inputs is
 * measured at once: a look at the counters costs as much as many inputs.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  /** How many different things were seen. */
  get size(): number {
    return this.#seen.size;
  }

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** What has run since the last look and had not been seen before. */
  async news(): Promise<string[]> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => /\/(lib|lossless-json)\//.test(url))
      .flatMap(({ url, functions }) =>
        functions.flatMap(({ ranges }) =>
          ranges
            .filter(({ count }) => count > 0)
            .map(({ startOffset, count }) => `${url}:${startOffset}:${magnitudeOf(count)}`),
        ),
      )
      .filter((block) => !this.#seen.has(block));
  }

  remember(blocks: readonly string[]): void {
    blocks.forEach((block) => this.#seen.add(block));
  }
}

/** 1, 2, 4, 8… as in other fuzzers: a loop that runs much longer than ever is news. */
function magnitudeOf(count: number): number {
  return Math.floor(Math.log2(count));
}
