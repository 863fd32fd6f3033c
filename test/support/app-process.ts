import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** How the process of an app is started. */
export interface AppProcessOptions {
  /** Modules that are loaded before the app, as by `node --import`. */
  readonly imports?: readonly URL[];
  /** What follows the file on its command line. */
  readonly args?: readonly string[];
  readonly cwd: string;
  /** The environment; of our own it gets `PATH` alone. */
  readonly variables: Record<string, string>;
  /** What it prints as soon as it listens. */
  readonly listening: string;
}

/** How long an app may take until it listens, in milliseconds: below the limit of the tests that start one. */
const START_TIMEOUT = 110_000;

const TYPESCRIPT = new URL('run-typescript.mjs', import.meta.url);

/** An app in a process of its own, run from its TypeScript sources. It can be killed. */
export class AppProcess {
  readonly #process: ChildProcess;
  #output = '';

  private constructor(
    file: string,
    { imports = [], args = [], cwd, variables }: AppProcessOptions,
  ) {
    const preloaded = [TYPESCRIPT, ...imports].flatMap(({ href }) => ['--import', href]);
    // That `register` is deprecated says Node 26, in place of which Node 20 has nothing.
    const options = ['--disable-warning=DEP0205', ...preloaded];
    this.#process = spawn(process.execPath, [...options, file, ...args], {
      cwd,
      env: { PATH: process.env['PATH'], ...variables },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  /**
   * Resolves when the app listens.
   *
   * @throws when it has ended before, or listens too late; it is killed then
   */
  static async start(file: string, options: AppProcessOptions): Promise<AppProcess> {
    const app = new AppProcess(file, options);
    const deadline = Date.now() + START_TIMEOUT;
    while (!app.output.includes(options.listening)) {
      app.requireAlive();
      if (Date.now() > deadline) {
        await app.kill('SIGKILL');
        throw new Error(`The app does not listen:\n${app.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return app;
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** @throws when the process has ended, with what it printed */
  requireAlive(): void {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`The app ended (${exitCode ?? signalCode}):\n${this.#output}`);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Ends the process, if it still runs, and waits for its end. */
  async kill(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exit = once(this.#process, 'exit');
      this.#process.kill(signal);
      await exit;
    }
  }
}
