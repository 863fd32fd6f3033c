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
  errorHandler?: (error: unknown, request: unknown, reply: unknown) => void;
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

  /**
   * To be called before the routes are made: a route of Fastify takes its error handler then. It comes
   * before Nest's own, and so before a catch-all filter of the host's that dresses any error as a
   * success. Hooks could do the same, but would run for every request of the host's.
   */
  coverFastify(): void {
    const { path } = this.address;
    const { httpAdapter } = this.host;
    if (path === undefined || httpAdapter?.getType() !== 'fastify') {
      return;
    }
    httpAdapter.getInstance<FastifyLike>().addHook('onRoute', (route) => {
      if (route.url === path && [route.method].flat().includes('POST')) {
        route.errorHandler = (error, _request, reply) => {
          if (!isFastifyParserError(error)) {
            throw error;
          }
          this.#refuse(reply);
        };
      }
    });
  }

  onModuleInit(): void {
    const { path } = this.address;
    if (path !== undefined && this.host.httpAdapter?.getType() === 'express') {
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

/** Fastify's bear a code of its content type parser, those of a parser that the host gave it may not. */
function isFastifyParserError(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return (
    error instanceof SyntaxError || (typeof code === 'string' && code.startsWith('FST_ERR_CTP_'))
  );
}
