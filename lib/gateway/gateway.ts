import { Inject, Injectable } from '@nestjs/common';
import { NewPayConfigurationError, type NewPayUnknownOutcomeSubject } from '../errors/index.js';
import type { GatewayOptions } from '../options/resolved-options.interface.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { stringToSignOf } from '../protocol/signature/string-to-sign.js';
import { readAnswer, requireSame, type GatewayAnswer } from '../protocol/v1/gateway-answer.js';
import type { NewPayMessageKind } from '../protocol/v1/documented-fields.js';
import { ANSWER_KINDS, type NewPayEndpoint } from '../protocol/v1/endpoints.js';
import { requireMessage } from '../protocol/v1/message-kind.js';
import { NEWPAY_CLOCK, NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import { NO_CALL_OPTIONS, type Deadline, type NewPayCallOptions } from './call-options.js';
import { begin, CallRunner, type CallAttempt } from './call-runner.js';
import { GatewayClient } from './gateway-client.js';

/** What is called: an endpoint by its name, or a path or full address of the merchant's choice. */
export type CallTarget = NewPayEndpoint | { readonly path: string };

/**
 * The parameters of a call, without the ones common to every call. Numbers are whole, so that they are
 * signed exactly as they are printed.
 */
export type GatewayFields = Readonly<Record<string, string | number | undefined>>;

/** What is sent, and how its answer is read. */
export interface GatewayCall<T> {
  readonly fields: GatewayFields;
  /** Reads the verified answer; whatever it throws makes the answer untrustworthy. */
  readonly interpret: (answer: VerifiedFields) => T;
}

/** A call that changes something. */
export interface GatewayWrite<T> extends GatewayCall<T> {
  /** What to query when the outcome is unknown. */
  readonly subject: NewPayUnknownOutcomeSubject;
}

/** A target with what the options and the protocol say of it. */
interface ResolvedTarget {
  /** The name for hooks and spans. */
  readonly name: string;
  readonly url: string;
  readonly kind: NewPayMessageKind;
}

const HEADERS = { version: '1.0' };

/** Calls NewPay's API v1. */
@Injectable()
export class Gateway {
  constructor(
    private readonly client: GatewayClient,
    private readonly runner: CallRunner,
    @Inject(NEWPAY_OPTIONS) private readonly options: GatewayOptions,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
  ) {}

  /**
   * Makes a call that changes something. It is sent once, never retried.
   *
   * @throws {NewPayConfigurationError} the path of the endpoint is not known; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPayTransportError} nothing was sent
   * @throws {NewPayUnknownOutcomeError} it was sent, and no trustworthy answer came
   */
  write<T>(
    target: CallTarget,
    call: GatewayWrite<T>,
    options: NewPayCallOptions = NO_CALL_OPTIONS,
  ): Promise<T> {
    const { subject } = call;
    return begin(() => this.runner.write(this.#attempt(target, call), subject, options));
  }

  /**
   * Makes a call that changes nothing. It is retried on network failures, until its deadline.
   *
   * @throws {NewPayConfigurationError} the path of the endpoint is not known; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPaySignatureError} the answer is not signed by NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async read<T>(
    endpoint: NewPayEndpoint,
    call: GatewayCall<T>,
    options: NewPayCallOptions = NO_CALL_OPTIONS,
  ): Promise<T> {
    return this.runner.read(this.#attempt(endpoint, call), options);
  }

  #attempt<T>(target: CallTarget, { fields, interpret }: GatewayCall<T>): CallAttempt<T> {
    const { name, url, kind } = this.#resolve(target);
    const { verifier, merchantId, ignoreFields } = this.options;
    const read = (response: GatewayAnswer): T => {
      const answer = readAnswer(response, verifier);
      requireMessage(answer, kind, ignoreFields);
      // No page lists it. Where it is signed, it must be this merchant's.
      requireSame('merchantId', answer.get('merchantId') ?? merchantId, merchantId);
      return interpret(answer);
    };
    const sign = (): Promise<string> => this.#sign(fields);
    const attempt = (deadline: Deadline): Promise<T> =>
      this.client.send({ url, headers: HEADERS, sign }, deadline, read);
    return { name, attempt };
  }

  async #sign(fields: GatewayFields): Promise<string> {
    const { appId, merchantId, signer } = this.options;
    // One object is signed and printed, so that the two cannot differ.
    const all = { appId, merchantId, timestamp: this.now(), ...fields };
    const sign = await signer.signText(stringToSignOf(all));
    return `${JSON.stringify(all).slice(0, -1)},"sign":"${sign}"}`;
  }

  /** @throws {NewPayConfigurationError} the path of the endpoint is not known */
  #resolve(target: CallTarget): ResolvedTarget {
    const { baseUrl, endpoints } = this.options;
    if (typeof target === 'string') {
      const url = endpoints[target];
      if (url === undefined) {
        throw new NewPayConfigurationError(
          `endpoints.${target}`,
          "must be set before this call: NewPay's pages do not state the path. Ask NewPay for it. Nothing was sent.",
        );
      }
      return { name: target, url, kind: ANSWER_KINDS[target] };
    }
    const { path } = target;
    const url = path.startsWith('/') ? baseUrl + path : path;
    // A documented endpoint must be answered as documented, whichever method called it.
    const names = Object.keys(ANSWER_KINDS) as NewPayEndpoint[];
    const endpoint = names.find((name) => endpoints[name] === url);
    return { name: path, url, kind: endpoint === undefined ? 'call' : ANSWER_KINDS[endpoint] };
  }
}
