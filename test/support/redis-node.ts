import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { redisServer } from './services.js';

/** A Redis server of a test's own, on a free port, which may be killed. */
export class RedisNode {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  /** @param args further arguments of `redis-server` */
  static async start(...args: string[]): Promise<RedisNode> {
    const folder = await mkdtemp(join(tmpdir(), 'newpay-redis-'));
    const port = await freePort();
    const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const child = spawn(redisServer, [...settings, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const server = new RedisNode(port, folder, child);
    for await (const line of child.stdout) {
      if (String(line).includes('Ready to accept connections')) {
        child.stdout.resume();
        return server;
      }
    }
    throw new Error('redis-server did not start');
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Suspends it: its connections stay open, and nothing is answered. */
  pause(): void {
    this.process.kill('SIGSTOP');
  }

  resume(): void {
    this.process.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const exit = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await exit;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A node of a cluster, which knows no other yet, with the port by which the nodes talk. */
export async function startClusterNode(): Promise<RedisNode & { busPort: number }> {
  const busPort = await freePort();
  const node = await RedisNode.start('--cluster-enabled', 'yes', '--cluster-port', `${busPort}`);
  return Object.assign(node, { busPort });
}
