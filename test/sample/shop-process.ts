import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The shop as `npm start` runs it: a process, which can be killed. */
export class ShopProcess {
  readonly #process: ChildProcess;
  #output = '';

  private constructor(variables: Record<string, string>) {
    const loader = new URL('run-typescript.mjs', import.meta.url).href;
    this.#process = spawn(process.execPath, ['--import', loader, 'sample/src/main.ts'], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...variables },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  /** Resolves when the shop is open. */
  static async start(variables: Record<string, string>): Promise<ShopProcess> {
    const shop = new ShopProcess(variables);
    await shop.#waitUntilOpen();
    return shop;
  }

  /** Ends it, if it still runs, and waits for the end. */
  async kill(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exit = once(this.#process, 'exit');
      this.#process.kill(signal);
      await exit;
    }
  }

  async #waitUntilOpen(): Promise<void> {
    while (!this.#output.includes('The shop is open')) {
      if (this.#process.exitCode !== null) {
        throw new Error(`The shop did not open:\n${this.#output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
