import type { Server } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MemoryCallbackStore, NewPayModule, type NewPayCallbackStore } from 'nestjs-newpay';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { RedisCallbackStore } from 'nestjs-newpay/redis';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { coverExpress, coverFastify } from './early-routes.js';
import type { ServerOptions, ServerReport } from './protocol.js';
import { SamplingProfiler } from './profiler.js';
import { PLATFORM_KEY } from './platform-key.token.js';
import { routes } from './routes.js';

// One app in a process of its own: it is told its options by its parent, and reports what it used.
const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;

const STORES: Readonly<Record<ServerOptions['store'], () => Promise<NewPayCallbackStore>>> = {
  memory: async () => new MemoryCallbackStore(),
  redis: async () =>
    new RedisCallbackStore(new Redis(options.redisUrl), { prefix: options.prefix }),
  postgres: async () => {
    const pool = new Pool({ connectionString: options.postgresUrl, max: 10 });
    const store = new PostgresCallbackStore(pool, { tablePrefix: options.prefix });
    await store.createTables();
    return store;
  },
};

@Module({
  imports: [
    EventEmitterModule.forRoot(),
    NewPayModule.forRoot({
      appId: options.appId,
      merchantId: 'bench',
      privateKey: options.privateKey,
      platformPublicKey: options.platformPublicKey,
      publicUrl: 'https://shop.example',
      store: await STORES[options.store](),
    }),
  ],
  controllers: routes.controllers,
  providers: [...routes.providers, { provide: PLATFORM_KEY, useValue: options.platformPublicKey }],
})
class BenchModule {}

const settings = { rawBody: true, logger: false } as const;
const app = options.platform === 'fastify' ? await onFastify() : await onExpress();
await app.listen(options.port, '127.0.0.1');

const delay = monitorEventLoopDelay({ resolution: 1 });
const profiler = options.isProfiled ? new SamplingProfiler() : undefined;
let cpu = process.cpuUsage();

process.on('message', (message) => void (message === 'begin' ? begin() : end()));
process.on('disconnect', () => process.exit());

const { port } = (app.getHttpServer() as Server).address() as { port: number };
process.send?.({ port });

async function onExpress(): Promise<INestApplication> {
  const made = await NestFactory.create<NestExpressApplication>(BenchModule, settings);
  coverExpress(made);
  return made;
}

async function onFastify(): Promise<INestApplication> {
  const adapter = new FastifyAdapter();
  const made = await NestFactory.create<NestFastifyApplication>(BenchModule, adapter, settings);
  coverFastify(made);
  return made;
}

async function begin(): Promise<void> {
  await profiler?.start();
  delay.enable();
  delay.reset();
  cpu = process.cpuUsage();
  process.send?.('begun');
}

async function end(): Promise<void> {
  const { user, system } = process.cpuUsage(cpu);
  const partMicros = (await profiler?.stop()) ?? {};
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const report: ServerReport = {
    cpuMicros: user + system,
    p99Ms: delay.percentile(99) / 1e6,
    partMicros,
    heapUsed,
    rss,
  };
  process.send?.(report);
}
