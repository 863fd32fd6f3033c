import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { NewPaySandbox } from '../../lib/sandbox/index.js';
import { root } from './snippets.js';
import type { WrittenApp } from './written-app.js';

/** An app of a document as a process of its own: what ends a process ends this one alone. */
export class WrittenProcess {
  #output = '';

  private constructor(private readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  /** Resolves when it listens. */
  static async start(
    written: WrittenApp,
    [file, name]: readonly [file: string, exported: string],
    sandbox: NewPaySandbox,
    variables: Record<string, string>,
  ): Promise<WrittenProcess> {
    const loader = path.join(root, 'test/support/run-typescript.mjs');
    const pause = path.join(root, 'test/support/pause-in-transaction.mjs');
    const runner = path.join(root, 'test/docs/run-written-app.mjs');
    const { appId, merchantId, privateKey, platformPublicKey, baseUrl } = sandbox.credentials;
    const child = spawn(
      process.execPath,
      ['--import', loader, '--import', pause, runner, written.folder, file, name],
      {
        cwd: written.folder,
        env: {
          PATH: process.env['PATH'],
          NEWPAY_APP_ID: appId,
          NEWPAY_MERCHANT_ID: merchantId,
          NEWPAY_PRIVATE_KEY: privateKey,
          NEWPAY_PLATFORM_PUBLIC_KEY: platformPublicKey,
          NEWPAY_BASE_URL: baseUrl,
          ...variables,
        },
      },
    );
    const app = new WrittenProcess(child);
    while (app.url === '') {
      app.requireAlive();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return app;
  }

  get url(): string {
    return /^listening at (\S+)$/m.exec(this.#output)?.[1] ?? '';
  }

  /** What it has printed. */
  get output(): string {
    return this.#output;
  }

  /** @throws when the process has ended, with what it printed */
  requireAlive(): void {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`The written app ended (${exitCode ?? signalCode}):\n${this.#output}`);
    }
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.process;
    if (exitCode === null && signalCode === null) {
      const exit = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await exit;
    }
  }
}
