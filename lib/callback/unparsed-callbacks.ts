import { HttpStatus, Inject, Injectable, type Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CallbackAddress } from '../registration/callback-address.js';
import { REFUSAL } from './callback-exception.js';
import { NEWPAY_REGISTRATION } from '../newpay.constants.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';

/** What is used of Fastify here. */
interface FastifyLike {
  addHook(name: 'preParsing' | 'onSend', hook: FastifyPayloadHook): void;
  addHook(
    name: 'preValidation',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): void;
}

type FastifyPayloadHook = (
  request: FastifyRequestLike,
  reply: FastifyReplyLike,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
) => void;

interface FastifyRequestLike {
  readonly method: string;
  readonly routeOptions: { readonly url?: string };
}

interface FastifyReplyLike {
  code(status: number): FastifyReplyLike;
  header(name: string, value: string): FastifyReplyLike;
  removeHeader(name: string): FastifyReplyLike;
}

/**
 * Answers for the host's body parser. What it cannot parse it refuses before any guard or filter of a
 * route runs, in the host's own words; on the callback route the words are NewPay's.
 */
@Injectable()
export class UnparsedCallbacks implements OnModuleInit {
  readonly #logger: Logger;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    private readonly address: CallbackAddress,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor(UnparsedCallbacks, registration);
  }

  onModuleInit(): void {
    const { path } = this.address;
    const { httpAdapter } = this.host;
    if (path === undefined || !httpAdapter) {
      return;
    }
    if (httpAdapter.getType() === 'fastify') {
      this.#coverFastify(httpAdapter.getInstance<FastifyLike>(), path);
    } else {
      this.#coverExpress(path);
    }
  }

  #coverExpress(path: string): void {
    const { httpAdapter } = this.host;
    // Four parameters make it an error handler to Express.
    httpAdapter.use(
      path,
      (
        error: unknown,
        request: { method: string; path: string },
        response: unknown,
        next: (error: unknown) => void,
      ) => {
        // Express mounts it over what lies below the path too.
        const isOurs = request.method === 'POST' && request.path === '/';
        if (!isOurs || !isParserError(error)) {
          next(error);
          return;
        }
        this.#log();
        httpAdapter.reply(response, REFUSAL, HttpStatus.BAD_REQUEST);
      },
    );
  }

  #coverFastify(instance: FastifyLike, path: string): void {
    // Between these two hooks there is nothing but the parser. What it refused cannot be told by the
    // answer: a catch-all filter of the host's may have dressed it as a success.
    const unparsed = new WeakSet<FastifyRequestLike>();
    instance.addHook('preParsing', (request, _reply, payload, done) => {
      if (request.method === 'POST' && request.routeOptions.url === path) {
        unparsed.add(request);
      }
      done(null, payload);
    });
    instance.addHook('preValidation', (request, _reply, done) => {
      unparsed.delete(request);
      done();
    });
    instance.addHook('onSend', (request, reply, payload, done) => {
      if (!unparsed.has(request)) {
        done(null, payload);
        return;
      }
      this.#log();
      reply.code(HttpStatus.BAD_REQUEST).removeHeader('content-length');
      reply.header('content-type', 'application/json; charset=utf-8');
      done(null, JSON.stringify(REFUSAL));
    });
  }

  /** Without the parser's message, which quotes the body. */
  #log(): void {
    this.#logger.warn('Callback refused (400): it is not JSON, says the body parser');
  }
}

/** What body parsers answer: not JSON, too large, of another type or charset. */
const PARSER_STATUSES: ReadonlySet<number> = new Set([
  HttpStatus.BAD_REQUEST,
  HttpStatus.PAYLOAD_TOO_LARGE,
  HttpStatus.UNSUPPORTED_MEDIA_TYPE,
]);

/** Errors of Express's parsers bear a `type`, such as `entity.parse.failed`. */
function isParserError(error: unknown): boolean {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  return typeof type === 'string' && typeof status === 'number' && PARSER_STATUSES.has(status);
}
