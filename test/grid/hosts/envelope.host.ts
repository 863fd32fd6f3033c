import assert from 'node:assert/strict';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { HostShape } from '../host-shape.js';

/** Wraps whatever a route returns. */
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ code: 0, data })));
  }
}

export const envelope: HostShape = {
  title: 'a host that wraps its answers in an envelope',
  configure: (app) => app.useGlobalInterceptors(new EnvelopeInterceptor()),
  control: async (app) => {
    assert.deepEqual(await app.get('/ping'), [200, '{"code":0,"data":{"pong":true}}']);
  },
};
