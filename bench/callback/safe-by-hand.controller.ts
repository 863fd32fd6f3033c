import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import {
  BadRequestException,
  ConflictException,
  Controller,
  HttpCode,
  Inject,
  Post,
  Req,
  ServiceUnavailableException,
  UnauthorizedException,
  type RawBodyRequest,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { parse, type LosslessNumber } from 'lossless-json';
import { APP_ID } from '../fixtures/messages.js';
import { isPayment } from './payment-fields.js';
import { PLATFORM_KEY } from './platform-key.token.js';

const REMEMBERED = 100_000;

/**
 * What keeps a payment safe, in as few lines as it takes by hand: the text as it stood on the wire,
 * every field checked, an order published once, remembered, and acknowledged only when all of its
 * listeners have finished. It knows payments that succeeded alone, and has no lease, no time limits,
 * no hooks, no log and no other store.
 */
@Controller('safe-by-hand')
export class SafeByHandController {
  readonly #key: KeyObject;
  readonly #handled = new Set<string>();
  readonly #busy = new Set<string>();

  constructor(
    private readonly emitter: EventEmitter2,
    @Inject(PLATFORM_KEY) key: string,
  ) {
    this.#key = createPublicKey(key);
  }

  @Post()
  @HttpCode(200)
  async receive(@Req() request: RawBodyRequest<object>): Promise<object> {
    const { sign, ...values } = parse(request.rawBody?.toString() ?? '') as Record<
      string,
      string | LosslessNumber
    >;
    const fields = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value.toString()]),
    );
    const text = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&');
    if (
      !verify('sha256', Buffer.from(text), this.#key, Buffer.from(sign?.toString() ?? '', 'base64'))
    ) {
      throw new UnauthorizedException();
    }
    if (!isPayment(fields)) {
      throw new BadRequestException();
    }
    await this.#once(fields['orderNo'] ?? '', () => this.#publish(Object.freeze(fields)));
    return { transResult: 'SUCCESS' };
  }

  async #publish(fields: object): Promise<void> {
    const listeners = this.emitter.listeners('by-hand.paid');
    const results = await Promise.allSettled(
      listeners.map(async (listener) => listener.call(this.emitter, fields) as unknown),
    );
    if (listeners.length === 0 || results.some(({ status }) => status === 'rejected')) {
      throw new ServiceUnavailableException();
    }
  }

  async #once(orderNo: string, publish: () => Promise<unknown>): Promise<void> {
    const subject = `payment:${APP_ID}:${orderNo}`;
    if (this.#handled.has(subject)) {
      return;
    }
    if (this.#busy.has(subject)) {
      throw new ConflictException();
    }
    this.#busy.add(subject);
    try {
      await publish();
      this.#handled.add(subject);
      if (this.#handled.size > REMEMBERED) {
        this.#handled.delete(this.#handled.values().next().value ?? '');
      }
    } finally {
      this.#busy.delete(subject);
    }
  }
}
