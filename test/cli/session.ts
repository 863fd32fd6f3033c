import { Readable } from 'node:stream';
import { run } from '../../lib/cli/run.js';
import { until } from '../support/until.js';

/** Runs a command line in this process. */
export class Session {
  stdout = '';
  stderr = '';
  readonly exit: Promise<number>;
  readonly #interruption = new AbortController();

  constructor(args: readonly string[], stdin: Readable = Readable.from([])) {
    this.exit = run(args, {
      stdin,
      stdout: { write: (text) => (this.stdout += text) },
      stderr: { write: (text) => (this.stderr += text) },
      signal: this.#interruption.signal,
    });
  }

  interrupt(): void {
    this.#interruption.abort();
  }

  async greeting(): Promise<string> {
    // Its keys take a while on a busy machine.
    await until(() => this.stdout !== '', 15_000);
    return this.stdout;
  }
}
