import {
  Catch,
  HttpException,
  InternalServerErrorException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { html } from './html.js';
import { page } from './page.js';

/** The paths whose clients are programs. */
const JSON_PATHS = /^\/(api|health)(?=[/?]|$)/;

/**
 * Answers errors of the API and of the health check in JSON, and all others with a page of the shop.
 *
 * By the path, not by a filter of the controllers: no controller has been chosen yet when a body cannot
 * be parsed or a path does not exist.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger(ErrorFilter.name);

  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, context: ArgumentsHost): void {
    // The message of an HttpException is for the reader. Any other error is logged.
    const shown =
      error instanceof HttpException
        ? error
        : new InternalServerErrorException('Something is wrong on our side. We are on it.');
    if (shown !== error) {
      this.#logger.error(error);
    }
    const http = context.switchToHttp();
    const { originalUrl } = http.getRequest<{ originalUrl: string }>();
    const response: unknown = http.getResponse();
    const { httpAdapter } = this.host;
    if (JSON_PATHS.test(originalUrl)) {
      httpAdapter.reply(response, jsonOf(shown), shown.getStatus());
    } else {
      httpAdapter.setHeader(response, 'Content-Type', 'text/html; charset=utf-8');
      httpAdapter.reply(response, errorPage(shown.message), shown.getStatus());
    }
  }
}

/** The body of an error that was made from a text alone is that text. */
function jsonOf(error: HttpException): object {
  const body = error.getResponse();
  return typeof body === 'string' ? { statusCode: error.getStatus(), message: body } : body;
}

function errorPage(message: string): string {
  return page({
    title: 'That did not work',
    body: html`
      <h1>That did not work</h1>
      <p>${message}</p>
      <p><a class="button" href="/">Back to the products</a></p>
    `,
  });
}
