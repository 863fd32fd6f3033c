import { HttpService } from '@nestjs/axios';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { NEWPAY_CLOCK, NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { GatewayOptions } from '../options/resolved-options.interface.js';
import { CallFailure } from '../protocol/call-failure.js';
import type { GatewayAnswer } from '../protocol/v1/gateway-answer.js';
import type { Deadline } from './call-options.js';
import { ConnectionWatch } from './connection-watch.js';
import { OwnDispatcher } from './own-dispatcher.js';
import { undiciAdapter } from './undici-adapter.js';

/**
 * The parameters of a call, without the ones common to every call. Numbers are whole, so that they are
 * signed exactly as they are printed.
 */
export type GatewayFields = Readonly<Record<string, string | number | undefined>>;

/** A call that is ready to be signed: whose version decides what is in it. */
export interface PreparedCall {
  readonly url: string;
  /** Beside those of JSON. */
  readonly headers: Readonly<Record<string, string>>;
  /** Signs the call, and returns the JSON to send. */
  readonly sign: () => Promise<string>;
}

/** The largest answer that is read, in bytes; a real one has about a kilobyte. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Signs a call and posts it to NewPay over kept-alive connections (protocol 2, 3). */
@Injectable()
export class GatewayClient implements OnApplicationShutdown {
  readonly #own: OwnDispatcher;
  readonly #underWay = new Set<Deadline>();

  constructor(
    private readonly http: HttpService,
    @Inject(NEWPAY_OPTIONS) private readonly options: GatewayOptions,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
  ) {
    dropHostDefaults(http.axiosRef);
    this.#own = new OwnDispatcher(options.timeout);
  }

  onApplicationShutdown(): void {
    this.#underWay.forEach((deadline) => deadline.abort());
    this.#own.close();
  }

  /** Posts a call of API v1. See {@link GatewayClient.send}. */
  post(url: string, fields: GatewayFields, deadline: Deadline): Promise<GatewayAnswer> {
    const headers = { version: '1.0' };
    return this.send({ url, headers, sign: () => this.#sign(fields) }, deadline);
  }

  /**
   * Signs a call and posts it.
   *
   * @param deadline ends the call, up to the last byte of the answer
   * @throws {CallFailure} no connection was opened (`not-sent`); or a connection was opened, and no
   * complete answer came in time (`no-answer`)
   */
  async send({ url, headers, sign }: PreparedCall, deadline: Deadline): Promise<GatewayAnswer> {
    const body = await sign();
    if (deadline.isOver) {
      throw deadline.isAborted
        ? deadline.abortFailure({ wasSent: false })
        : notSent(`${deadline.timeout} ms were over before the call was signed`);
    }
    const watch = new ConnectionWatch();
    this.#underWay.add(deadline);
    try {
      const response = await this.http.axiosRef.request<Buffer>({
        method: 'POST',
        url,
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json',
          'Accept-Encoding': 'identity',
          'User-Agent': 'nestjs-newpay',
          ...headers,
        },
        data: Buffer.from(body),
        responseType: 'arraybuffer',
        maxRedirects: 0,
        maxContentLength: MAX_ANSWER_BYTES,
        validateStatus: () => true,
        transport: watch,
        adapter: undiciAdapter({ open: this.#open, deadline, watch }),
      });
      return { status: response.status, body: response.data };
    } catch (error) {
      if (deadline.isAborted) {
        throw deadline.abortFailure({ wasSent: !watch.neverOpened });
      }
      const reason = deadline.isOver ? `no answer within ${deadline.timeout} ms` : describe(error);
      const { cause } = Object(error) as { cause?: unknown };
      throw watch.neverOpened
        ? notSent(reason, cause)
        : new CallFailure('no-answer', reason, { cause });
    } finally {
      this.#underWay.delete(deadline);
    }
  }

  readonly #open = () => this.options.dispatcher ?? this.#own.open();

  async #sign(fields: GatewayFields): Promise<string> {
    const all = {
      appId: this.options.appId,
      merchantId: this.options.merchantId,
      timestamp: this.now(),
      ...fields,
    };
    // One list is signed and printed, so that the two cannot differ.
    const given = Object.entries(all).filter(([, value]) => value !== undefined);
    const sign = await this.options.signer.sign(
      new Map(given.map(([name, value]) => [name, `${value}`])),
    );
    return printSigned(given, sign);
  }
}

/** The JSON of signed fields, each as it was signed, in their order. */
export function printSigned(fields: Iterable<readonly [string, unknown]>, sign: string): string {
  const members = [...fields, ['sign', sign] as const].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{${members.join(',')}}`;
}

/**
 * A new axios instance copies the host's global defaults. Their headers (an `Authorization` may be
 * among them), parameters and transformations must not reach NewPay.
 */
function dropHostDefaults({ defaults }: HttpService['axiosRef']): void {
  for (const name of Object.keys(defaults)) {
    Reflect.deleteProperty(defaults, name);
  }
  Object.assign(defaults, { headers: {} });
}

function notSent(reason: string, cause?: unknown): CallFailure {
  return new CallFailure('not-sent', `NewPay could not be reached: ${reason}`, { cause });
}

/** The fault without the request: an axios error holds the body and the headers. */
function describe(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const texts = [code, message].filter((part) => typeof part === 'string' && part !== '');
  // Node's own messages name their code: "connect ECONNREFUSED 127.0.0.1:4010".
  return texts.slice(String(message).includes(String(code)) ? -1 : 0).join(': ');
}
