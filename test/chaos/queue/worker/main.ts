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
import { Currency, NewPayModule, NewPayService, PayMethod, getNewPayToken } from 'nestjs-newpay';
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
  async create(
    @Param('engine') engine: EngineName,
    @Body() { orderNo, callBackUrl }: { orderNo: string; callBackUrl: string },
  ): Promise<void> {
    await this.#newPayOf(engine).createOrder({
      orderNo,
      callBackUrl,
      orderAmt: '50000',
      currency: Currency.LAK,
      payMethod: PayMethod.NewPay,
    });
  }

  @Post(':engine/:orderNo/redelivery')
  async redeliver(
    @Param('engine') engine: EngineName,
    @Param('orderNo') orderNo: string,
  ): Promise<readonly object[]> {
    return this.#newPayOf(engine).redeliver(orderNo);
  }

  #newPayOf(engine: EngineName): NewPayService {
    return this.modules.get<NewPayService>(getNewPayToken(engine), { strict: false });
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
