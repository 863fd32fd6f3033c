import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { memberOf } from '../errors/member-of.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { GatewayOptions } from '../options/resolved-options.interface.js';
import { CallFailure } from '../protocol/call-failure.js';
import type { GatewayAnswer } from '../protocol/v1/gateway-answer.js';
import type { AxiosClient, SignedCall } from './axios-client.js';
import type { Deadline } from './call-options.js';
import { ConnectionWatch } from './connection-watch.js';
import { OwnDispatcher } from './own-dispatcher.js';
import type { Sending } from './post-by-undici.js';

/** A call that is ready to be signed: whose version decides what is in it. */
export interface PreparedCall {
  readonly url: string;
  /** Beside those of JSON. */
  readonly headers: Readonly<Record<string, string>>;
  /** Signs the call, and returns the JSON to send. */
  readonly sign: () => Promise<string>;
}

/** Reads an answer; whatever it throws makes the answer untrustworthy. */
export type ReadAnswer<T> = (answer: GatewayAnswer) => T;

const HEADERS = {
  'Content-Type': 'application/json',
  Accept: 'application/json',
  'Accept-Encoding': 'identity',
  'User-Agent': 'nestjs-newpay',
};

/** Posts signed calls of either API to NewPay over kept-alive connections (protocol 2). */
@Injectable()
export class GatewayClient implements OnApplicationShutdown {
  readonly #own: OwnDispatcher;
  readonly #underWay = new Set<Deadline>();
  #loading: Promise<AxiosClient> | undefined;
  #axios: AxiosClient | undefined;

  constructor(
    @Inject(LazyModuleLoader) private readonly modules: LazyModuleLoader,
    @Inject(NEWPAY_OPTIONS)
    private readonly options: Pick<GatewayOptions, 'timeout' | 'dispatcher'>,
  ) {
    this.#own = new OwnDispatcher(options.timeout);
  }

  onApplicationShutdown(): void {
    this.#underWay.forEach((deadline) => deadline.abort());
    this.#own.close();
  }

  /**
   * Signs a call, posts it and reads its answer. All in one function: what calls an asynchronous function
   * and awaits it is kept for as long as the answer takes, and the garbage collector copies it meanwhile.
   *
   * @param deadline ends the call, up to the last byte of the answer
   * @throws {CallFailure} no connection was opened (`not-sent`); or a connection was opened, and no
   * complete answer came in time (`no-answer`)
   * @throws whatever `read` throws
   */
  async send<T>(call: PreparedCall, deadline: Deadline, read: ReadAnswer<T>): Promise<T> {
    this.#underWay.add(deadline);
    try {
      const axios = this.#axios ?? (await this.#loadAxios());
      const signed = signedCall(call, await call.sign());
      if (deadline.isOver) {
        throw deadline.isAborted
          ? deadline.abortFailure({ wasSent: false })
          : notSent(`${deadline.timeout} ms were over before the call was signed`);
      }
      const watch = new ConnectionWatch();
      const sending = { open: this.#open, deadline, watch };
      let answer;
      try {
        answer = await axios.post(signed, sending);
      } catch (error) {
        throw failureOf(error, sending);
      }
      return read({ status: answer.status, body: answer.data });
    } finally {
      this.#underWay.delete(deadline);
    }
  }

  /** Loads it at the first call, so that booting does not wait for it. */
  #loadAxios(): Promise<AxiosClient> {
    return (this.#loading ??= this.#importAxios().catch((error: unknown) => {
      this.#loading = undefined;
      throw notSent(`axios could not be loaded: ${describe(error)}`, error);
    }));
  }

  /** Asynchronous, because what webpack makes of `import()` throws at once when a file of the bundle is missing. */
  async #importAxios(): Promise<AxiosClient> {
    const { AxiosClient } = await import('./axios-client.js');
    return (this.#axios = await AxiosClient.load(this.modules));
  }

  readonly #open = () => this.options.dispatcher ?? this.#own.open();
}

/** A function of its own, so that the JSON is not kept beside its bytes until the answer is there. */
function signedCall({ url, headers }: PreparedCall, json: string): SignedCall {
  return { url, headers: { ...HEADERS, ...headers }, body: Buffer.from(json) };
}

function failureOf(error: unknown, { deadline, watch }: Omit<Sending, 'open'>): CallFailure {
  if (deadline.isAborted) {
    return deadline.abortFailure({ wasSent: !watch.neverOpened });
  }
  const reason = deadline.isOver ? `no answer within ${deadline.timeout} ms` : describe(error);
  const cause = memberOf(error, 'cause');
  return watch.neverOpened
    ? notSent(reason, cause)
    : new CallFailure('no-answer', reason, { cause });
}

function notSent(reason: string, cause?: unknown): CallFailure {
  return new CallFailure('not-sent', `NewPay could not be reached: ${reason}`, { cause });
}

/** The fault without the request: an axios error holds the body and the headers. */
function describe(error: unknown): string {
  const [code, message] = [memberOf(error, 'code'), memberOf(error, 'message')];
  const texts = [code, message].filter((part) => typeof part === 'string' && part !== '');
  // Node's own messages name their code: "connect ECONNREFUSED 127.0.0.1:4010".
  return texts.slice(String(message).includes(String(code)) ? -1 : 0).join(': ');
}
