import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { openEngine } from './engines.js';
import type { QueueOptions } from './protocol.js';
import { shopModule } from './shop.js';

// An app that takes callbacks and runs no jobs, in a process of its own.
const options = JSON.parse(process.argv[2] ?? '{}') as QueueOptions;
const engine = await openEngine(options.engine, options.place);
const shop = shopModule(options, engine, { worker: false, onJob: () => undefined });
const app = await NestFactory.create(shop, { rawBody: true, logger: false });
await app.listen(0, '127.0.0.1');
process.on('disconnect', () => process.exit());
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system });
});
const { port } = (app.getHttpServer() as Server).address() as { port: number };
process.send?.({ port });
