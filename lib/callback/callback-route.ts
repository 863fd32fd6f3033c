import type { ServerResponse } from 'node:http';
import { Inject, Injectable, type Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { BodyError } from '../host/body-error.js';
import {
  markAsParsed,
  routingRulesOf,
  useFirst,
  type ExpressRequest,
} from '../host/express-middleware.js';
import { coverFastifyRoutes } from '../host/fastify-route.js';
import { nodeRequestOf, showBody, type HostRequest } from '../host/host-request.js';
import { isUnread, type BodyStream } from '../host/read-body.js';
import { NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { Telemetry } from '../observability/telemetry.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { pathMatcher } from '../host/route-path.js';
import { refusalStatusOf } from './refusal-status.js';
import { CallbackExchange } from './callback-exchange.js';
import { CallbackGate } from './callback-gate.js';
import { keptBody } from './received-body.js';
import { verifiedCallbackOf } from './verified-callbacks.js';

/**
 * Takes the requests of this registration's route before anything of the host's does: keeps the bytes
 * of the body away from the host's parsers, and the answer from whatever would acknowledge in the place
 * of the handler.
 */
@Injectable()
export class CallbackRoute {
  readonly #logger: Logger;
  readonly #covered = new WeakSet<object>();
  #matcher: { path: string; matches: (url: string) => boolean } | undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    private readonly address: CallbackUrl,
    private readonly gate: CallbackGate,
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor({ name: 'NewPayCallbackRoute' }, registration);
    // Inside `NestFactory.create`: before `main.ts` can add a parser, also where it could not be first.
    this.#cover('express');
  }

  /**
   * To be called before the routes are made: a test's app has no adapter before, and a route of Fastify
   * takes hooks of its own only then.
   */
  prepare(): void {
    this.#cover('express');
    this.#cover('fastify');
  }

  /** The exchange of a request of this route, whose answer only the handler can make a success. */
  exchangeOf(request: object, response: object, isFirst = false): CallbackExchange {
    return CallbackExchange.of(request, response, this.#onHostAnswer(request), isFirst);
  }

  /** Answers a callback that every listener has finished. */
  acknowledge(request: object, response: object): void {
    const exchange = this.exchangeOf(request, response);
    if (!exchange.acknowledge()) {
      const orderNo = verifiedCallbackOf(request)?.callback.orderNo;
      this.#logger.warn(
        `Callback for order ${orderNo} was handled, but the host had answered before: NewPay delivers it again, and that repeat is acknowledged`,
      );
    }
  }

  /** Keeps what a handler refused with, for the case that an interceptor makes a success of it. */
  refusing(request: object, response: object, error: unknown): void {
    this.exchangeOf(request, response).refusedWith = refusalStatusOf(error);
  }

  #cover(type: 'express' | 'fastify'): void {
    const { httpAdapter } = this.host;
    if (this.registration.callbackPath === undefined || httpAdapter?.getType() !== type) {
      return;
    }
    const app = httpAdapter.getInstance<object>();
    if (this.#covered.has(app)) {
      return;
    }
    this.#covered.add(app);
    if (type === 'express') {
      useFirst(app, (request, response, next) =>
        request.method === 'POST' && this.#matches(app, request.url ?? '')
          ? this.#onExpress(request, response, next)
          : next(),
      );
    } else {
      coverFastifyRoutes(app, {
        isCovered: (url) => url === this.address.path,
        begin: (request, reply) => void this.exchangeOf(request, reply),
        read: (request, reply, payload, next) => this.#onFastify(request, reply, payload, next),
      });
    }
  }

  /** The path is compared at the time of the request: a global prefix is set after the app is made. */
  #matches(app: object, url: string): boolean {
    const path = this.address.path ?? '';
    if (this.#matcher?.path !== path) {
      this.#matcher = { path, matches: pathMatcher(path, routingRulesOf(app)) };
    }
    return this.#matcher.matches(url);
  }

  #onExpress(request: ExpressRequest, response: ServerResponse, next: () => void): void {
    const exchange = this.exchangeOf(request, response, true);
    if (!mayBeRead(request, request)) {
      next();
      return;
    }
    const encoding = request.headers['content-encoding'];
    this.#readInto(exchange, request, request, encoding, (wire) => {
      exchange.restore = markAsParsed(request, wire);
      next();
    });
  }

  #onFastify(request: HostRequest, reply: object, payload: BodyStream, next: () => void): void {
    const exchange = this.exchangeOf(request, reply);
    if (!mayBeRead(request, payload)) {
      next();
      return;
    }
    // What a hook of the host's has put in the request's place has been decoded by it.
    const isOwn = payload === nodeRequestOf(request);
    const encoding = isOwn ? request.headers['content-encoding'] : undefined;
    this.#readInto(exchange, request, payload, encoding, next);
  }

  #readInto(
    exchange: CallbackExchange,
    request: HostRequest,
    stream: BodyStream,
    encoding: string | undefined,
    next: (wire: Buffer) => void,
  ): void {
    this.gate.readBody(stream, encoding, (error, bytes, wire) => {
      if (error) {
        this.#refuse(exchange, request, error);
        return;
      }
      exchange.bytes = bytes;
      showBody(request, bytes);
      next(wire);
    });
  }

  #refuse(exchange: CallbackExchange, request: HostRequest, error: BodyError): void {
    exchange.refuse(this.gate.refuse(error, request, exchange.begin).getStatus());
  }

  #onHostAnswer(request: object) {
    return (exchange: CallbackExchange, status: number): void => {
      const orderNo = verifiedCallbackOf(request)?.callback.orderNo;
      const callback = orderNo === undefined ? 'Callback' : `Callback for order ${orderNo}`;
      if (exchange.refusedWith !== undefined) {
        this.#logger.warn(
          `${callback} not acknowledged (${exchange.refusedWith}): something of the host's, such as an interceptor, answered ${status} instead of the refusal; it was kept back`,
        );
        return;
      }
      const reason = `something of the host's, such as an interceptor or a cache, answered ${status} before the callback was handled; it was kept back: leave the callback's route out of it`;
      this.#logger.error(`${callback} not acknowledged (500): ${reason}`);
      const durationMs = performance.now() - exchange.begin;
      this.telemetry.callbackEnded({ status: 500, orderNo, reason, durationMs });
    };
  }
}

/** Not what an environment or a middleware has read before, nor a stream that only looks like one. */
function mayBeRead(request: HostRequest, stream: BodyStream): boolean {
  return isUnread(stream) && keptBody(request) === undefined;
}
