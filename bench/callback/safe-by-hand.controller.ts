import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import {
  BadRequestException,
  ConflictException,
  Controller,
  HttpCode,
  Inject,
  Post,
  Req,
  UnauthorizedException,
  type RawBodyRequest,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { parse, type LosslessNumber } from 'lossless-json';
import { APP_ID } from '../fixtures/messages.js';
import { PLATFORM_KEY } from './platform-key.token.js';

const FIELDS: readonly (readonly [name: string, text: RegExp])[] = [
  ['appId', new RegExp(`^${APP_ID}$`)],
  ['orderNo', /^[!-%'-<>-~]{1,128}$/],
  ['newpayOrderNo', /^[!-%'-<>-~]{1,128}$/],
  ['orderAmt', /^\d{1,18}(\.\d{1,18})?$/],
  ['currency', /^(LAK|USD)$/],
  ['payMethod', /^\d{1,4}$/],
  ['transStatus', /^0$/],
  ['settlementStatus', /^\d{1,4}$/],
  ['timestamp', /^\d{13}$/],
];
/** Some field's text that would be a field itself if the signed text was cut there. */
const FOLDED = new RegExp(`&(${FIELDS.map(([name]) => name).join('|')}|subject|extra|transInfo)=`);
const REMEMBERED = 100_000;

/**
 * What this package promises of a payment, in as few lines as it takes by hand: the text as it stood
 * on the wire, every field checked, an order published once and remembered. No hooks, no logs, no
 * other store, no lease, one kind of event.
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
    if (
      FIELDS.some(([name, pattern]) => !pattern.test(fields[name] ?? '')) ||
      Object.values(fields).some((value) => FOLDED.test(value))
    ) {
      throw new BadRequestException();
    }
    await this.#once(fields['orderNo'] ?? '', () =>
      this.emitter.emitAsync('by-hand.paid', Object.freeze(fields)),
    );
    return { transResult: 'SUCCESS' };
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
