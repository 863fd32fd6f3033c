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

/** Tells a person what went wrong, on a page of the shop. */
@Catch()
export class ErrorPageFilter implements ExceptionFilter {
  readonly #logger = new Logger(ErrorPageFilter.name);

  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, context: ArgumentsHost): void {
    // An HttpException is worded for the reader. Any other error is for the log.
    const shown =
      error instanceof HttpException
        ? error
        : new InternalServerErrorException('Something is wrong on our side. We are on it.');
    if (shown !== error) {
      this.#logger.error(error);
    }
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    httpAdapter.setHeader(response, 'Content-Type', 'text/html; charset=utf-8');
    httpAdapter.reply(response, errorPage(shown.message), shown.getStatus());
  }
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
