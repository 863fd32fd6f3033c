import { sign, verify } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { promisify } from 'node:util';
import axios from 'axios';
import { Pool } from 'undici';
import { merchantKeys, orderFields, platformKeys, textToSign } from '../fixtures/messages.js';
import { orderOf, type CreateOrder } from './clients.js';
import { checkAnswer, checkOrder, checkTexts, readLosslessly } from './order-checks.js';
import { OwnExchange } from './own-exchange.js';
import { ORDER_STEPS, type OrderStep } from './steps.js';

const LIMIT = 10_000;
const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };
const CHANNELS = { request: channel('by-hand:request'), response: channel('by-hand:response') };

const signOffLoop = promisify(sign);

/** A client that posts orders by hand, with some of the steps. */
export class StepwiseClient {
  readonly #pool: Pool;
  readonly #has: Readonly<Record<OrderStep, boolean>>;
  readonly #underWay = new Set<OwnExchange>();
  readonly #axios = axios.create();
  readonly #hooks: { readonly request?: () => void; readonly response?: () => void } = {};

  constructor(
    url: string,
    private readonly orderNoOf: (turn: number) => string,
    steps: readonly OrderStep[],
  ) {
    this.#pool = new Pool(url, { connections: 256 });
    this.#has = Object.fromEntries(
      ORDER_STEPS.map(({ step }) => [step, steps.includes(step)]),
    ) as Record<OrderStep, boolean>;
  }

  readonly create: CreateOrder = async (turn) => {
    const has = this.#has;
    const order = orderOf(this.orderNoOf(turn));
    const fields = orderFields(order.orderNo);
    if (has.order) {
      checkOrder(order);
    }
    if (has.texts) {
      checkTexts(fields);
    }
    const body = await this.#bodyOf(fields);
    const text = await (has.reports ? this.#reported(body) : this.#post(body));
    if (!has.answer) {
      return text;
    }
    const { sign: signature = '', ...answer } = readLosslessly(text);
    if (has.verification && !isSigned(answer, signature)) {
      throw new Error('The answer is not signed.');
    }
    if (has.fields) {
      checkAnswer(answer, order);
    }
    return answer;
  };

  stop(): Promise<void> {
    return this.#pool.close();
  }

  async #bodyOf(fields: Record<string, string>): Promise<string> {
    if (!this.#has.signature) {
      return JSON.stringify(fields);
    }
    const text = Buffer.from(textToSign(fields));
    const signature = this.#has.threadPool
      ? await signOffLoop('sha256', text, merchantKeys.privateKey)
      : sign('sha256', text, merchantKeys.privateKey);
    return JSON.stringify({ ...fields, sign: signature.toString('base64') });
  }

  #post(body: string): Promise<string> {
    if (this.#has.interceptors && countHandlers(this.#axios.interceptors) > 0) {
      throw new Error('There are none.');
    }
    if (!this.#has.outcome) {
      return this.#request(body);
    }
    const exchange = new OwnExchange();
    return this.#has.limit ? this.#limited(exchange, body) : this.#exchanged(exchange, body);
  }

  async #request(body: string): Promise<string> {
    const { body: answer } = await this.#pool.request({
      path: '/',
      method: 'POST',
      headers: HEADERS,
      body,
    });
    return answer.text();
  }

  #exchanged(exchange: OwnExchange, body: string): Promise<string> {
    return exchange.post(this.#pool, { path: '/', method: 'POST', headers: HEADERS, body });
  }

  async #limited(exchange: OwnExchange, body: string): Promise<string> {
    const timer = setTimeout(() => exchange.end(new Error('No answer came in time.')), LIMIT);
    this.#underWay.add(exchange);
    try {
      return await this.#exchanged(exchange, body);
    } catch (cause) {
      const what = exchange.wasSent ? 'The outcome is unknown.' : 'Nothing was sent.';
      throw new Error(what, { cause });
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(exchange);
    }
  }

  async #reported(body: string): Promise<string> {
    const begin = performance.now();
    this.#report('request', begin);
    try {
      return await this.#post(body);
    } finally {
      this.#report('response', begin);
    }
  }

  #report(name: 'request' | 'response', begin: number): void {
    if (name in this.#hooks || CHANNELS[name].hasSubscribers) {
      CHANNELS[name].publish({ durationMs: performance.now() - begin });
    }
  }
}

function isSigned(answer: Record<string, string>, signature: string): boolean {
  const text = Buffer.from(textToSign(answer));
  return verify('sha256', text, platformKeys.publicKey, Buffer.from(signature, 'base64'));
}

function countHandlers(managers: Readonly<Record<'request' | 'response', Handlers>>): number {
  return (managers.request.handlers?.length ?? 0) + (managers.response.handlers?.length ?? 0);
}

interface Handlers {
  readonly handlers?: readonly unknown[];
}
