import assert from 'node:assert/strict';
import { Scope, ValidationPipe, VersioningType } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { SkipThrottle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import compression from 'compression';
import helmet from 'helmet';
import type { HostShape } from '../host-shape.js';
import { CatchAllFilter } from './catch-all.host.js';
import { EnvelopeInterceptor } from './envelope.host.js';
import { Public, StaffGuard } from './guarded.host.js';

/**
 * All of it at once, by providers where the others have `useGlobal…`, and some of it per request.
 */
export const everything: HostShape = {
  title: 'a host with all of this at once',
  path: '/api/newpay/callback',
  isRequestScoped: true,
  callback: { decorators: [Public(), SkipThrottle()] },
  imports: () => [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 3 }])],
  providers: [
    { provide: APP_GUARD, useClass: ThrottlerGuard },
    { provide: APP_GUARD, useClass: StaffGuard, scope: Scope.REQUEST },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor, scope: Scope.REQUEST },
    { provide: APP_FILTER, useClass: CatchAllFilter },
    {
      provide: APP_PIPE,
      useValue: new ValidationPipe({
        whitelist: true,
        forbidNonWhitelisted: true,
        transform: true,
      }),
    },
  ],
  configure: (app) => {
    app.use(helmet()).use(compression({ threshold: 0 }));
    app.setGlobalPrefix('api', { exclude: ['ping'] });
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: ['1', '2'] });
  },
  control: async (app) => {
    const staff = { headers: { authorization: 'Bearer staff' } };
    const { headers, text } = await app.fetch('/v2/ping', staff);
    assert.equal(text, '{"code":0,"data":{"pong":true}}');
    assert.equal(headers.get('content-encoding'), 'gzip');
    assert.equal(headers.get('x-ratelimit-limit'), '3');
    assert.deepEqual(await app.get('/api/v1/fault'), [200, '{"code":401}']);
  },
};
