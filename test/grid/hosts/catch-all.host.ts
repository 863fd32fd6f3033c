import assert from 'node:assert/strict';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { HostShape } from '../host-shape.js';

/** Dresses every error as a success, as many APIs do. */
@Catch()
export class CatchAllFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, context: ArgumentsHost): void {
    const code = error instanceof HttpException ? error.getStatus() : 500;
    this.host.httpAdapter.reply(context.switchToHttp().getResponse(), { code }, 200);
  }
}

export const catchAll: HostShape = {
  title: 'a host with a catch-all exception filter',
  configure: (app) => app.useGlobalFilters(new CatchAllFilter(app.get(HttpAdapterHost))),
  control: async (app) => {
    assert.deepEqual(await app.get('/fault'), [200, '{"code":500}']);
    assert.deepEqual(await app.get('/nowhere'), [200, '{"code":404}']);
  },
};
