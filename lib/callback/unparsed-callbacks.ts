import { HttpStatus, Inject, Injectable, type Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CallbackAddress } from '../registration/callback-address.js';
import { REFUSAL } from './callback-exception.js';
import { NEWPAY_REGISTRATION } from '../newpay.constants.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';

/** What is used of Fastify here. */
interface FastifyLike {
  addHook(name: 'onRoute', hook: (route: FastifyRouteLike) => void): void;
}

interface FastifyRouteLike {
  readonly method: string | readonly string[];
  readonly url: string;
  preParsing?: PreParsing | PreParsing[];
  errorHandler?: (error: unknown, request: FastifyRequestLike, reply: unknown) => unknown;
}

type PreParsing = (
  request: FastifyRequestLike,
  reply: unknown,
  payload: unknown,
  done: () => void,
) => void;

interface FastifyRequestLike {
  readonly body?: unknown;
  [TO_BE_PARSED]?: true;
}

/** Stands on a request from the last hook before the parser on. */
const TO_BE_PARSED = Symbol('toBeParsed');

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

  /**
   * To be called before the routes are made: a route of Fastify takes hooks and an error handler of its
   * own then, which the host's other routes do not pay for. The handler comes before Nest's, and so
   * before a catch-all filter of the host's that dresses any error as a success.
   */
  coverFastify(): void {
    const { path } = this.address;
    const { httpAdapter } = this.host;
    if (path === undefined || httpAdapter?.getType() !== 'fastify') {
      return;
    }
    httpAdapter.getInstance<FastifyLike>().addHook('onRoute', (route) => {
      if (route.url === path && [route.method].flat().includes('POST')) {
        this.#coverRoute(route);
      }
    });
  }

  /** What kind of error it is says nothing: a parser of the host's own may throw any. */
  #coverRoute(route: FastifyRouteLike): void {
    const { preParsing = [], errorHandler = rejectWith } = route;
    route.preParsing = [preParsing].flat().concat((request, _reply, _payload, done) => {
      request[TO_BE_PARSED] = true;
      done();
    });
    route.errorHandler = (error, request, reply) => {
      if (request[TO_BE_PARSED] && request.body === undefined) {
        this.#refuse(reply);
        return undefined;
      }
      return errorHandler(error, request, reply);
    };
  }

  onModuleInit(): void {
    const { path } = this.address;
    const { httpAdapter } = this.host;
    if (path !== undefined && httpAdapter && httpAdapter.getType() !== 'fastify') {
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
        if (isOurs && isExpressParserError(error)) {
          this.#refuse(response);
        } else {
          next(error);
        }
      },
    );
  }

  /** Without the parser's message, which quotes the body. */
  #refuse(response: unknown): void {
    this.#logger.warn('Callback refused (400): it is not JSON, says the body parser');
    this.host.httpAdapter.reply(response, REFUSAL, HttpStatus.BAD_REQUEST);
  }
}

/** What Express's parsers answer: not JSON, too large, of another type or charset. */
const PARSER_STATUSES: ReadonlySet<number> = new Set([
  HttpStatus.BAD_REQUEST,
  HttpStatus.PAYLOAD_TOO_LARGE,
  HttpStatus.UNSUPPORTED_MEDIA_TYPE,
]);

/** They bear a `type`, such as `entity.parse.failed`. */
function isExpressParserError(error: unknown): boolean {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  return typeof type === 'string' && typeof status === 'number' && PARSER_STATUSES.has(status);
}

/** Hands an error on to the host's error handler. Thrown, what is no `Error` would be sent as a success. */
function rejectWith(error: unknown): Promise<never> {
  return Promise.reject(error);
}
