import { Inject, Injectable, type Logger } from '@nestjs/common';
import { NewPayValidationError, type NewPayUnknownOutcomeSubject } from '../errors/index.js';
import type { Deadline, NewPayCallOptions } from '../gateway/call-options.js';
import { CallRunner, type CallAttempt } from '../gateway/call-runner.js';
import { GatewayClient } from '../gateway/gateway-client.js';
import type { V2Options } from '../options/resolved-options.interface.js';
import { LosslessJsonError } from '../protocol/json/lossless-json.js';
import { requireSame, type GatewayAnswer } from '../protocol/v1/gateway-answer.js';
import type { NewPayV2MessageKind } from '../protocol/v2/documented-fields.js';
import { V2_ANSWER_KINDS, type NewPayV2Endpoint } from '../protocol/v2/endpoints.js';
import { readV2Answer, type V2Answer } from '../protocol/v2/gateway-answer.js';
import { requireV2Kind } from '../protocol/v2/message-kind.js';
import { paramsToSign, type V2Value } from '../protocol/v2/params-to-sign.js';
import { SEE_OPTION } from '../protocol/v2/signed-v2-message.js';
import { isConfidentialAddress } from '../protocol/web-address.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
} from '../registration/newpay.tokens.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';

/** What is called: an endpoint by its name, or a path or full address of the merchant's choice. */
export type V2Target = NewPayV2Endpoint | { readonly path: string };

/** What is sent, and how its answer is read. */
export interface V2Call<T> {
  readonly fields: Readonly<Record<string, V2Value | undefined>>;
  /** Reads the answer; whatever it throws makes the answer untrustworthy. */
  readonly interpret: (answer: V2Answer) => T;
}

/** A call that changes something. */
export interface V2Write<T> extends V2Call<T> {
  /** What to query when the outcome is unknown. */
  readonly subject: NewPayUnknownOutcomeSubject;
}

/** A target with what the options and the protocol say of it. */
interface ResolvedTarget {
  /** The name for hooks and spans. */
  readonly name: string;
  readonly url: string;
  readonly kind: NewPayV2MessageKind;
}

/** The fields that a message of another merchant would have. */
const MERCHANT_FIELDS = ['mchId', 'merchantId'] as const;

/** Calls NewPay's API v2. */
@Injectable()
export class V2Gateway {
  readonly #logger: Logger;

  constructor(
    private readonly client: GatewayClient,
    private readonly runner: CallRunner,
    @Inject(NEWPAY_OPTIONS) private readonly options: V2Options,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayV2Service', registration);
  }

  /**
   * Makes a call that changes something. It is sent once, never retried.
   *
   * @throws {NewPayValidationError} an object cannot be signed in the configured form; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPayTransportError} nothing was sent
   * @throws {NewPayUnknownOutcomeError} it was sent, and no trustworthy answer came
   */
  async write<T>(target: V2Target, call: V2Write<T>, options: NewPayCallOptions): Promise<T> {
    return this.runner.write(this.#attempt(target, call, false), call.subject, options);
  }

  /**
   * Makes a call that changes nothing. It is retried on network failures, until its deadline.
   *
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPaySignatureError} the answer is not signed by NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async read<T>(
    endpoint: NewPayV2Endpoint,
    call: V2Call<T>,
    options: NewPayCallOptions,
  ): Promise<T> {
    return this.runner.read(this.#attempt(endpoint, call, true), options);
  }

  #attempt<T>(target: V2Target, { fields, interpret }: V2Call<T>, isRead: boolean): CallAttempt<T> {
    const { name, url, kind } = this.#resolve(target);
    const given = this.#withCommonFields(target, fields);
    const params = this.#paramsOf(given);
    const { appId, merchantId, signer, verifier, v2 } = this.options;
    const verification = {
      verifier,
      forms: v2.forms,
      isVouchedFor: isRead && v2.asksForUnverified && isConfidentialAddress(url),
    };
    const sign = async (): Promise<string> => printSigned(given, await signer.sign(params));
    const read = (response: GatewayAnswer): T => {
      const answer = readV2Answer(response, verification);
      requireV2Kind(answer.fields, kind);
      // Not every answer lists them. Where they are signed, they must be this merchant's.
      requireSame('appId', answer.fields.get('appId') ?? appId, appId);
      for (const field of MERCHANT_FIELDS) {
        requireSame(field, answer.fields.get(field) ?? merchantId, merchantId);
      }
      const result = interpret(answer);
      if (!answer.isVerified) {
        this.#logger.warn(
          `The answer to ${name} is believed without a verified signature, because "v2.unverified" is "ask": find out the form of nested objects and set "v2.nested"`,
        );
      }
      return result;
    };
    const headers: Record<string, string> = target === 'scanPay' ? { version: '1.0' } : {};
    const attempt = (deadline: Deadline): Promise<T> =>
      this.client.send({ url, headers, sign }, deadline, read);
    return { name, attempt };
  }

  /** The fields in the order in which they are printed; those of v2 have no `timestamp`, but for the user. */
  #withCommonFields(
    target: V2Target,
    fields: Readonly<Record<string, V2Value | undefined>>,
  ): Map<string, V2Value> {
    const { appId, merchantId } = this.options;
    const common = target === 'queryUser' ? { timestamp: this.now() } : { mchId: merchantId };
    const all = Object.entries({ appId, ...common, ...fields });
    return new Map(all.filter((entry): entry is [string, V2Value] => entry[1] !== undefined));
  }

  #paramsOf(fields: ReadonlyMap<string, V2Value>): ReturnType<typeof paramsToSign> {
    try {
      return paramsToSign(fields, this.options.v2.signingForm);
    } catch (error) {
      if (error instanceof LosslessJsonError) {
        const messages = [`${error.message} ${SEE_OPTION}`];
        throw new NewPayValidationError('call', [{ field: 'extraParam', messages }]);
      }
      throw error;
    }
  }

  #resolve(target: V2Target): ResolvedTarget {
    const { baseUrl, endpoints } = this.options.v2;
    if (typeof target === 'string') {
      return { name: `v2.${target}`, url: endpoints[target], kind: V2_ANSWER_KINDS[target] };
    }
    const { path } = target;
    const url = path.startsWith('/') ? baseUrl + path : path;
    // A documented endpoint must be answered as documented, whichever method called it.
    const names = Object.keys(V2_ANSWER_KINDS) as NewPayV2Endpoint[];
    const endpoint = names.find((name) => endpoints[name] === url);
    return { name: path, url, kind: endpoint === undefined ? 'call' : V2_ANSWER_KINDS[endpoint] };
  }
}

/** The JSON of signed fields, each as it was signed, in their order. */
function printSigned(fields: Iterable<readonly [string, unknown]>, sign: string): string {
  const members = [...fields, ['sign', sign] as const].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{${members.join(',')}}`;
}
