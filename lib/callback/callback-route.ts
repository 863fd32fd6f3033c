import type { ServerResponse } from 'node:http';
import { Inject, Injectable, type Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  markAsParsed,
  pathMatcherOf,
  useFirst,
  type ExpressRequest,
} from '../host/express-middleware.js';
import { coverFastifyRoutes } from '../host/fastify-route.js';
import { keptBody, nodeRequestOf, showBody, type HostRequest } from '../host/host-request.js';
import { isUnread, type BodyStream } from '../host/read-body.js';
import { parseLosslessJson, type LosslessJson } from '../protocol/json/lossless-json.js';
import { NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { Telemetry } from '../observability/telemetry.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { nameOfResult } from '../api-v2/name-of-result.js';
import { BodyReader } from './body-reader.js';
import { CallbackAuthenticator } from './callback-authenticator.js';
import { CallbackExchange, type HostAnswerListener } from './callback-exchange.js';

/**
 * Takes the requests of this registration's route before anything of the host's does: keeps the bytes
 * of the body away from the host's parsers, and the answer from whatever would acknowledge in the place
 * of the handler.
 */
@Injectable()
export class CallbackRoute implements HostAnswerListener {
  readonly #logger: Logger;
  readonly #covered = new WeakSet<object>();
  #matcher: { path: string; matches: (url: string) => boolean } | undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    private readonly address: CallbackUrl,
    private readonly authenticator: CallbackAuthenticator,
    private readonly bodies: BodyReader,
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayCallback', registration);
    // Inside `NestFactory.create`: before `main.ts` can add a parser, a hook or a middleware. Not in an app
    // that listens: Nest makes no route for a module that is loaded then.
    if (!host.listening) {
      this.prepare();
    }
  }

  /** To be called again before the routes are made: a test's app has no adapter before. */
  prepare(): void {
    this.#cover('express');
    this.#cover('fastify');
  }

  /** The exchange of a request of this route, whose answer only the handler can make a success. */
  exchangeOf(request: object, response: object, isFirst = false): CallbackExchange {
    return CallbackExchange.of(request, response, this, isFirst);
  }

  /** Logs and reports an answer of the host's own, which the exchange replaces with a rejection. */
  onHostAnswer(exchange: CallbackExchange, status: number): void {
    const callback = titleOf(exchange);
    const { rejectedWith } = exchange;
    if (rejectedWith !== undefined) {
      this.#logger.warn(
        `${callback} not acknowledged (${rejectedWith}): an interceptor or other code of the app answered ${status} instead of the rejection; the answer was withheld`,
      );
      return;
    }
    const reason = `an interceptor, cache or other code of the app answered ${status} before the callback was handled; the answer was withheld: exclude the callback's route from that code`;
    this.#logger.error(`${callback} not acknowledged (500): ${reason}`);
    exchange.report(this.telemetry, 500, reason);
  }

  /** Logs and reports an error that the host has answered, before the package has answered. */
  onHostError(exchange: CallbackExchange, status: number): void {
    if (exchange.isReported) {
      return;
    }
    const reason =
      "a middleware, hook or other code of the app answered before the callback was handled: exclude the callback's route from that code";
    this.#logger.error(`${titleOf(exchange)} not acknowledged (${status}): ${reason}`);
    exchange.report(this.telemetry, status, reason);
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
        isCovered: (path) => path === this.address.path,
        begin: (request, reply) => void this.exchangeOf(request, reply),
        read: (request, reply, payload, next) => this.#onFastify(request, reply, payload, next),
      });
    }
  }

  /** The path is compared at the time of the request: a global prefix is set after the app is made. */
  #matches(app: object, url: string): boolean {
    const path = this.address.path ?? '';
    if (this.#matcher?.path !== path) {
      this.#matcher = { path, matches: pathMatcherOf(app, path) };
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
      exchange.restoreRequest = markAsParsed(request, wire);
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
    const limit = this.registration.maxBytes;
    this.bodies.read(request, stream, { encoding, limit }, (error, body, wire) => {
      if (error) {
        const rejection = this.authenticator.reject(error, request, exchange.begin);
        exchange.reject(rejection.getStatus());
        return;
      }
      exchange.body = body;
      exchange.message = tryParse(body);
      const { message } = exchange;
      showBody(request, body, message?.isReprintable ? message.object : undefined);
      next(wire);
    });
  }
}

function titleOf({ verified }: CallbackExchange): string {
  return verified ? `Callback for ${nameOfResult(verified)}` : 'Callback';
}

/** `undefined` for a body that the guard is about to reject. */
function tryParse(body: Buffer): LosslessJson | undefined {
  try {
    return parseLosslessJson(body);
  } catch {
    return undefined;
  }
}

/** Not what an environment or a middleware has read before, nor a stream that only looks like one. */
function mayBeRead(request: HostRequest, stream: BodyStream): boolean {
  return isUnread(stream) && keptBody(request) === undefined;
}
