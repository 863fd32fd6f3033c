import assert from 'node:assert/strict';
import { catchError, of, tap, type Observable } from 'rxjs';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import type { HostShape } from '../host-shape.js';

interface HeaderSetter {
  header(name: string, value: string): unknown;
}

function intercepting(
  intercept: (context: ExecutionContext, next: CallHandler) => Observable<unknown>,
): HostShape['configure'] {
  return (app) => app.useGlobalInterceptors({ intercept });
}

/** Hosts whose interceptors do something about results. */
export const interceptors: readonly HostShape[] = [
  {
    title: 'a host that sets a header after the handler',
    configure: intercepting((context, next) =>
      next
        .handle()
        .pipe(tap(() => context.switchToHttp().getResponse<HeaderSetter>().header('x-took', '1'))),
    ),
    control: async (app) => {
      assert.equal((await app.fetch('/ping')).headers.get('x-took'), '1');
    },
  },
  {
    title: 'a host that answers errors as successes',
    configure: intercepting((_context, next) =>
      next.handle().pipe(catchError(() => of({ transResult: 'SUCCESS' }))),
    ),
    control: async (app) => {
      assert.deepEqual(await app.get('/fault'), [200, '{"transResult":"SUCCESS"}']);
    },
  },
];
