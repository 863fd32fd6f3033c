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
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type RawBodyRequest,
  type Type,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { parse } from 'lossless-json';
import { APP_ID } from '../fixtures/messages.js';
import { OnlyAnswer } from './only-answer.js';
import { isPayment } from './payment-fields.js';
import { PLATFORM_KEY } from './platform-key.token.js';
import { STEPS, type Step } from './steps.js';

const REMEMBERED = 100_000;
const LIMIT = 120_000;

const LEASE = 30_000;
const SUCCESS = { transResult: 'SUCCESS' };

type Fields = Readonly<Record<string, string>>;
type Has = Readonly<Record<Step, boolean>>;
type CallbackRequest = RawBodyRequest<{ verified?: Fields }>;

/** Verifies the signature, and does the steps that are part of reading the callback. */
class Reader {
  readonly #key: KeyObject;

  constructor(
    key: string,
    private readonly has: Has,
  ) {
    this.#key = createPublicKey(key);
  }

  read({ rawBody }: CallbackRequest): Fields {
    const json = rawBody?.toString() ?? '';
    let message = JSON.parse(json) as Record<string, string>;
    if (this.has.numbers && JSON.stringify(message) !== json) {
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
    if (this.has.fields && !isPayment(fields)) {
      throw new BadRequestException();
    }
    return fields;
  }
}

/** The minimal route and some of the steps. */
abstract class StepwiseController {
  readonly #reader: Reader;
  readonly #has: Has;
  readonly #marks: Marks;

  constructor(
    private readonly emitter: EventEmitter2,
    key: string,
    steps: readonly Step[],
  ) {
    this.#has = hasOf(steps);
    this.#reader = new Reader(key, this.#has);
    this.#marks = new Marks(this.#has.renewal);
  }

  protected async handle(request: CallbackRequest): Promise<object> {
    const has = this.#has;
    const fields = request.verified ?? this.#reader.read(request);
    const publish = (): Promise<unknown> =>
      has.listeners ? this.#publish(Object.freeze(fields)) : this.#emit(fields);
    const limited = has.limits ? () => within(publish()) : publish;
    await (has.claim
      ? this.#marks.once(`payment::${APP_ID}:${fields['orderNo']}`, limited)
      : limited());
    if (has.answer) {
      OnlyAnswer.of(request)?.write(200, JSON.stringify(SUCCESS));
    }
    return SUCCESS;
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
  readonly #renewed = new Set<string>();
  #renewal: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(private readonly renews: boolean) {}

  async once(key: string, publish: () => Promise<unknown>): Promise<void> {
    const token = await this.#claim(key);
    if (token === undefined) {
      return;
    }
    if (this.renews) {
      this.#renewed.add(key);
      this.#renewal ??= setInterval(() => this.#renew(), LEASE / 3).unref();
    }
    try {
      await publish();
      await this.#complete(key, token);
    } finally {
      this.#renewed.delete(key);
      this.#claims.delete(key);
    }
  }

  /** In memory a claim has no end: what is measured is the way there. */
  #renew(): void {
    if (this.#renewed.size === 0) {
      clearInterval(this.#renewal);
      this.#renewal = undefined;
    }
    for (const key of this.#renewed) {
      this.#claims.set(key, this.#claims.get(key) ?? '');
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

function hasOf(steps: readonly Step[]): Has {
  return Object.fromEntries(STEPS.map(({ step }) => [step, steps.includes(step)])) as Has;
}

/** Leaves the verified callback at the request. */
class StepGuard implements CanActivate {
  readonly #reader: Reader;

  constructor(@Inject(PLATFORM_KEY) key: string) {
    this.#reader = new Reader(key, hasOf(STEPS.map(({ step }) => step)));
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<CallbackRequest>();
    request.verified = this.#reader.read(request);
    return true;
  }
}

/** A controller for each step, with the steps before it. */
export const stepwiseControllers: readonly Type[] = STEPS.map(({ path, step }, index) => {
  const steps = STEPS.slice(0, index + 1).map((each) => each.step);

  @Controller(path)
  @UseGuards(...(step === 'guard' ? [StepGuard] : []))
  class OneStepMoreController extends StepwiseController {
    constructor(emitter: EventEmitter2, @Inject(PLATFORM_KEY) key: string) {
      super(emitter, key, steps);
    }

    @Post()
    @HttpCode(200)
    receive(@Req() request: CallbackRequest): Promise<object> {
      return this.handle(request);
    }
  }
  return OneStepMoreController;
});
