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
  type Type,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { parse } from 'lossless-json';
import { APP_ID } from '../fixtures/messages.js';
import { isPayment } from './payment-fields.js';
import { PLATFORM_KEY } from './platform-key.token.js';
import { STEPS, type Step } from './steps.js';

const REMEMBERED = 100_000;
const LIMIT = 120_000;

/** The minimal route and some of the steps. */
export abstract class StepwiseController {
  readonly #key: KeyObject;
  readonly #has: Readonly<Record<Step, boolean>>;
  readonly #marks = new Marks();

  constructor(
    private readonly emitter: EventEmitter2,
    key: string,
    steps: readonly Step[],
  ) {
    this.#key = createPublicKey(key);
    this.#has = Object.fromEntries(STEPS.map(({ step }) => [step, steps.includes(step)])) as Record<
      Step,
      boolean
    >;
  }

  protected async handle({ rawBody }: RawBodyRequest<object>): Promise<object> {
    const has = this.#has;
    const json = rawBody?.toString() ?? '';
    let message = JSON.parse(json) as Record<string, string>;
    if (has.numbers && JSON.stringify(message) !== json) {
      message = parse(json) as Record<string, string>;
    }
    const { sign, ...fields } = message;
    const text = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&');
    if (!verify('sha256', Buffer.from(text), this.#key, Buffer.from(sign ?? '', 'base64'))) {
      throw new UnauthorizedException();
    }
    if (has.fields && !isPayment(fields)) {
      throw new BadRequestException();
    }
    const publish = (): Promise<unknown> =>
      has.listeners ? this.#publish(Object.freeze(fields)) : this.#emit(fields);
    const limited = has.limits ? () => within(publish()) : publish;
    await (has.claim
      ? this.#marks.once(`payment::${APP_ID}:${fields['orderNo']}`, limited)
      : limited());
    return { transResult: 'SUCCESS' };
  }

  #emit(fields: object): Promise<unknown> {
    return this.emitter.emitAsync('by-hand.paid', fields);
  }

  /** Waits for each listener, and fails with it. */
  async #publish(fields: object): Promise<void> {
    const listeners = this.emitter.listeners('by-hand.paid');
    const results = await Promise.allSettled(
      listeners.map(async (listener) => listener.call(this.emitter, fields) as unknown),
    );
    if (listeners.length === 0 || results.some(({ status }) => status === 'rejected')) {
      throw new ServiceUnavailableException();
    }
  }
}

/** What was published, and what is being published, behind the methods of a store. */
class Marks {
  readonly #handled = new Map<string, number>();
  readonly #claims = new Map<string, string>();
  #count = 0;

  async once(key: string, publish: () => Promise<unknown>): Promise<void> {
    const token = await this.#claim(key);
    if (token === undefined) {
      return;
    }
    try {
      await publish();
      await this.#complete(key, token);
    } finally {
      this.#claims.delete(key);
    }
  }

  async #claim(key: string): Promise<string | undefined> {
    if (this.#handled.has(key)) {
      return undefined;
    }
    if (this.#claims.has(key)) {
      throw new ConflictException();
    }
    const token = String(++this.#count);
    this.#claims.set(key, token);
    return token;
  }

  async #complete(key: string, token: string): Promise<void> {
    if (this.#claims.get(key) !== token) {
      throw new ServiceUnavailableException();
    }
    this.#handled.set(key, Date.now());
    if (this.#handled.size > REMEMBERED) {
      this.#handled.delete(this.#handled.keys().next().value ?? '');
    }
  }
}

/** Gives up after a time, so that a listener that never ends holds no connection. */
async function within(work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new ServiceUnavailableException()), LIMIT);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** A controller for each step, with the steps before it. */
export const stepwiseControllers: readonly Type[] = STEPS.map(({ path }, index) => {
  const steps = STEPS.slice(0, index + 1).map(({ step }) => step);

  @Controller(path)
  class OneStepMoreController extends StepwiseController {
    constructor(emitter: EventEmitter2, @Inject(PLATFORM_KEY) key: string) {
      super(emitter, key, steps);
    }

    @Post()
    @HttpCode(200)
    receive(@Req() request: RawBodyRequest<object>): Promise<object> {
      return this.handle(request);
    }
  }
  return OneStepMoreController;
});
