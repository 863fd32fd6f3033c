import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** The shop as `npm start` runs it: a process, which can be killed. */
export class ShopProcess {
  readonly #process: ChildProcess;
  #output = '';

  private constructor(variables: Record<string, string>, preloaded: readonly URL[]) {
    const loader = new URL('../../support/run-typescript.mjs', import.meta.url);
    const imports = [loader, ...preloaded].flatMap(({ href }) => ['--import', href]);
    this.#process = spawn(process.execPath, [...imports, 'sample/02-shop/src/main.ts'], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...variables },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  /**
   * Resolves when the shop is open.
   *
   * @param preloaded modules that are loaded before the shop
   */
  static async start(
    variables: Record<string, string>,
    preloaded: readonly URL[] = [],
  ): Promise<ShopProcess> {
    const shop = new ShopProcess(variables, preloaded);
    await shop.#waitUntilOpen();
    return shop;
  }

  /** What it has printed. */
  get output(): string {
    return this.#output;
  }

  /** @throws when the process has ended, with what it printed */
  requireAlive(): void {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`The shop ended (${exitCode ?? signalCode}):\n${this.#output}`);
    }
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
      this.requireAlive();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
