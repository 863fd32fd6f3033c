import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Body,
  Controller,
  Inject,
  Module,
  Param,
  Post,
  type INestApplication,
} from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import {
  NewPayModule,
  NewPayService,
  NewPayV2Service,
  getNewPayToken,
  getNewPayV2Token,
  type NewPayApi,
} from 'nestjs-newpay';
import { makeOrder, type OrderToMake, type Services } from '../../make-order.js';
import { ENGINE_NAMES, type EngineName } from '../journal.js';
import { RETRY, WATCH } from '../settings.js';
import { brokenIfAsked, isBroken } from './breaks.js';
import { openQueues } from './engines.js';
import { observed } from './observed-queue.js';
import type { QueueWorkerSettings } from './queue-worker-settings.interface.js';
import { report } from './report.js';
import { Shop } from './shop.js';

/** What the web page of the shop calls. */
@Controller('orders')
class OrdersController {
  constructor(@Inject(ModuleRef) private readonly modules: ModuleRef) {}

  @Post(':engine')
  async create(@Param('engine') engine: EngineName, @Body() order: OrderToMake): Promise<void> {
    await makeOrder(this.#servicesOf(engine), order);
  }

  @Post(':engine/:orderNo/redelivery')
  async redeliver(
    @Param('engine') engine: EngineName,
    @Param('orderNo') orderNo: string,
    @Body() { api }: { readonly api: NewPayApi },
  ): Promise<readonly object[]> {
    return this.#servicesOf(engine)[api].redeliver(orderNo);
  }

  #servicesOf(engine: EngineName): Services {
    return {
      v1: this.modules.get<NewPayService>(getNewPayToken(engine), { strict: false }),
      v2: this.modules.get<NewPayV2Service>(getNewPayV2Token(engine), { strict: false }),
    };
  }
}

@Module({})
class WorkerModule {}

async function createApp(settings: QueueWorkerSettings): Promise<INestApplication> {
  const queues = await openQueues(settings);
  const page = 'http://127.0.0.1:1/';
  const root = {
    module: WorkerModule,
    imports: [
      EventEmitterModule.forRoot(),
      ...ENGINE_NAMES.map((name) =>
        NewPayModule.forRootAsync({
          name,
          useFactory: () => {
            const queue = observed(queues[name], { engine: name, worker: settings.id });
            return {
              ...settings.merchants[name],
              pages: { success: page, failure: page, cancel: page },
              queue,
              ...(queue.store && { store: brokenIfAsked(queue.store) }),
              retry: RETRY,
              watch: isBroken('unwatched') ? (false as const) : WATCH,
              queryRate: 100,
            };
          },
        }),
      ),
    ],
    controllers: [OrdersController],
    providers: [{ provide: Shop, useValue: new Shop(settings) }],
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
const [settings] = (await once(process, 'message')) as [QueueWorkerSettings];
const app = await createApp(settings);
await app.listen(0, '127.0.0.1');
report({ kind: 'ready', port: ((app.getHttpServer() as Server).address() as AddressInfo).port });
