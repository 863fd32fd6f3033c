import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import {
  Controller,
  HttpCode,
  Inject,
  Injectable,
  Post,
  Req,
  UnauthorizedException,
  type DynamicModule,
  type RawBodyRequest,
} from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { NewPayModule, OnNewPay, type NewPayCallbackStore } from 'nestjs-newpay';
import { PLATFORM_KEY } from '../callback/platform-key.token.js';
import type { Engine } from './engines.js';
import { LISTENERS, type QueueOptions } from './protocol.js';

const ENGINE = Symbol('engine');

/** Called when a listener has run. */
export const ON_JOB = Symbol('on job');

/** The listeners, which do nothing: what is measured is the way to them. */
@Injectable()
class Listeners {
  constructor(@Inject(ON_JOB) private readonly onJob: () => void) {}

  @OnNewPay('paid', { id: LISTENERS[0] })
  ship(): void {
    this.onJob();
  }

  @OnNewPay('paid', { id: LISTENERS[1] })
  mail(): void {
    this.onJob();
  }

  @OnNewPay('paid', { id: LISTENERS[2] })
  book(): void {
    this.onJob();
  }
}

/** The bare two steps: the signature is verified, and a job for each listener stored in one call. */
@Controller('by-hand')
class ByHandController {
  readonly #key: KeyObject;

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(PLATFORM_KEY) key: string,
  ) {
    this.#key = createPublicKey(key);
  }

  @Post()
  @HttpCode(200)
  async receive(@Req() request: RawBodyRequest<object>): Promise<object> {
    const { sign, ...fields } = JSON.parse(request.rawBody?.toString() ?? '') as Record<
      string,
      string
    >;
    const text = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&');
    if (!verify('sha256', Buffer.from(text), this.#key, Buffer.from(sign ?? '', 'base64'))) {
      throw new UnauthorizedException();
    }
    await this.engine.add(LISTENERS.map((name) => ({ name, data: { fields, listener: name } })));
    return { transResult: 'SUCCESS' };
  }
}

export interface ShopSettings {
  readonly worker: boolean;
  readonly onJob: () => void;
  /** In place of that of the queue. */
  readonly store?: NewPayCallbackStore;
}

/** An app that takes callbacks, or one that runs jobs. */
export function shopModule(
  options: QueueOptions,
  engine: Engine,
  { worker, onJob, store }: ShopSettings,
): DynamicModule {
  return {
    module: class BenchModule {},
    imports: [
      EventEmitterModule.forRoot(),
      NewPayModule.forRoot({
        appId: options.appId,
        merchantId: 'bench',
        privateKey: options.privateKey,
        platformPublicKey: options.platformPublicKey,
        publicUrl: 'https://shop.example',
        queue: engine.queue(),
        worker,
        ...(store && { store }),
      }),
    ],
    controllers: [ByHandController],
    providers: [
      Listeners,
      { provide: ENGINE, useValue: engine },
      { provide: ON_JOB, useValue: onJob },
      { provide: PLATFORM_KEY, useValue: options.platformPublicKey },
    ],
  };
}
