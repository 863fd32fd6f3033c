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
import { Layout } from './layout.js';

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

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly layout: Layout,
  ) {}

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
      httpAdapter.reply(response, this.#pageOf(shown), shown.getStatus());
    }
  }

  #pageOf(error: HttpException): string {
    const { title, text } = wordsOf(error);
    return this.layout.render({
      title,
      body: html`
        <div class="panel message">
          <h1>${title}</h1>
          <p>${text}</p>
          <p><a class="button" href="/">See the products</a></p>
        </div>
      `,
    });
  }
}

/** If an error was made from a text alone, its body is that text. */
function jsonOf(error: HttpException): object {
  const body = error.getResponse();
  return typeof body === 'string' ? { statusCode: error.getStatus(), message: body } : body;
}

/** The messages of the framework are for developers: buyers read the shop's own words. */
function wordsOf(error: HttpException): { title: string; text: string } {
  if (error.getStatus() === 404) {
    const text = error.message.startsWith('Cannot ')
      ? 'This shop has no such page. The address may be misspelt or out of date.'
      : error.message;
    return { title: 'We did not find that', text };
  }
  // `message` is a list for a form with fields that the validation refuses.
  const { message } = jsonOf(error) as { message?: unknown };
  return {
    title: 'That did not work',
    text: Array.isArray(message)
      ? 'The shop could not read this order. Please choose a product and a pay method again.'
      : error.message,
  };
}
