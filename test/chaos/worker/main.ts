import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { NewPayModule } from 'nestjs-newpay';
import { REPLAY_WINDOW } from '../settings.js';
import { brokenIfAsked } from './broken-store.js';
import { report } from './faults.js';
import { openMySqlShop } from './mysql-shop.js';
import { openPostgresShop } from './postgres-shop.js';
import { openRedisShop } from './redis-shop.js';
import type { WorkerSettings } from './worker-settings.interface.js';

@Module({})
class WorkerModule {}

async function createApp(settings: WorkerSettings): Promise<INestApplication> {
  const shops = {
    redis: openRedisShop(settings),
    postgres: openPostgresShop(settings),
    mysql: openMySqlShop(settings),
  };
  const root = {
    module: WorkerModule,
    imports: [
      EventEmitterModule.forRoot(),
      ...(['redis', 'postgres', 'mysql'] as const).map((name) =>
        NewPayModule.forRootAsync({
          name,
          useFactory: () => ({
            ...settings.merchants[name],
            replayWindow: REPLAY_WINDOW,
            store: brokenIfAsked(shops[name].store),
          }),
        }),
      ),
    ],
    providers: Object.entries(shops).map(([name, { listener }]) => ({
      provide: `${name} shipping`,
      useValue: listener,
    })),
  };
  const options = { logger: false, abortOnError: false } as const;
  // Loads only what this worker needs, because workers start often.
  if (settings.platform === 'fastify') {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    return NestFactory.create(root, new FastifyAdapter(), options);
  }
  return NestFactory.create(root, options);
}

// Ends the worker even if the orchestrator was killed.
process.once('disconnect', () => process.exit());
if (!process.connected) {
  process.exit();
}
const [settings] = (await once(process, 'message')) as [WorkerSettings];
const app = await createApp(settings);
await app.listen(0, '127.0.0.1');
report({ kind: 'ready', port: ((app.getHttpServer() as Server).address() as AddressInfo).port });
