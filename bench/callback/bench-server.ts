import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { APP_ID, merchantKeys, pemOf, platformKeys } from '../fixtures/messages.js';
import type { ServerOptions, ServerReport } from './protocol.js';

const SCRIPTS = {
  one: fileURLToPath(new URL('server.js', import.meta.url)),
  many: fileURLToPath(new URL('cluster.js', import.meta.url)),
};
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** An app with the callback route in a process of its own, or in several. */
export class BenchServer {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
  ) {}

  /**
   * @param checkout the folder of another checkout, built, whose app is started instead
   */
  static async start(
    options: Partial<ServerOptions>,
    workers?: number,
    checkout = ROOT,
  ): Promise<BenchServer> {
    const all: ServerOptions = {
      platform: 'express',
      store: 'memory',
      port: 0,
      appId: APP_ID,
      privateKey: pemOf(merchantKeys.privateKey),
      platformPublicKey: pemOf(platformKeys.publicKey),
      prefix: 'bench_',
      isProfiled: false,
      redisUrl: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
      postgresUrl: process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test',
      ...options,
    };
    const own = workers === undefined ? SCRIPTS.one : SCRIPTS.many;
    const script = path.join(checkout, path.relative(ROOT, own));
    const child = fork(script, [JSON.stringify(all), String(workers)], {
      execArgv: ['--expose-gc'],
    });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new BenchServer(child, `http://127.0.0.1:${port}`);
  }

  /** What it uses while something is done to it. */
  async during(work: () => Promise<void>): Promise<ServerReport> {
    await this.#ask('begin');
    await work();
    return (await this.#ask('end')) as ServerReport;
  }

  async stop(): Promise<void> {
    const exit = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exit;
  }

  async #ask(question: string): Promise<unknown> {
    const answer = once(this.process, 'message');
    this.process.send(question);
    return ((await answer) as unknown[])[0];
  }
}
