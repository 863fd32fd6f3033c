import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.js';
import { redisServer } from './services.js';

/** A Redis server of the test's own, which may be killed, restarted and emptied. */
export class OwnRedis {
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly keepsData: boolean,
  ) {}

  /** @param keepsData whether a restart finds all that was written before */
  static async start({ keepsData }: { keepsData: boolean }): Promise<OwnRedis> {
    const folder = await mkdtemp(path.join(tmpdir(), 'newpay-redis-'));
    const redis = new OwnRedis(await freePort(), folder, keepsData);
    await redis.run();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again. Resolves when it answers. */
  async run(): Promise<void> {
    const data = this.keepsData
      ? ['--appendonly', 'yes', '--appendfsync', 'always']
      : ['--appendonly', 'no'];
    const listening = ['--bind', '127.0.0.1', '--port', `${this.port}`];
    const started = spawn(
      redisServer,
      [...listening, '--dir', this.folder, '--save', '', ...data],
      {
        stdio: 'ignore',
      },
    );
    const failure = once(started, 'error').then(([error]) => {
      throw new Error('The tests start a Redis of their own: install redis-server.', {
        cause: error,
      });
    });
    this.#process = started;
    await Promise.race([this.#untilItAnswers(), failure]);
    failure.catch(() => undefined);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#process ?? {};
    if (this.#process && exitCode === null && signalCode === null) {
      const exit = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exit;
    }
  }

  /** Ends it, and takes away what it had written. */
  async killAndForget(): Promise<void> {
    await this.kill();
    const written = await readdir(this.folder);
    await Promise.all(
      written.map((name) => rm(path.join(this.folder, name), { recursive: true, force: true })),
    );
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #untilItAnswers(): Promise<void> {
    const end = Date.now() + 10_000;
    while (!(await this.#answers())) {
      if (Date.now() > end) {
        throw new Error(`redis-server does not answer at port ${this.port}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1');
      socket.setTimeout(1_000, () => socket.destroy());
      socket.on('connect', () => socket.write('PING\r\n'));
      socket.on('data', (data) => {
        resolve(data.toString().startsWith('+PONG'));
        socket.destroy();
      });
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(false));
    });
  }
}
