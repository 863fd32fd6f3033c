import assert from 'node:assert/strict';
import {
  Inject,
  Injectable,
  SetMetadata,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { NewPayModule } from 'nestjs-newpay';
import { refused } from '../answers.js';
import { newOrderNo } from '../app-under-test.js';
import type { HostShape } from '../host-shape.js';

const IS_PUBLIC = 'isPublic';

export const Public = (): ClassDecorator => SetMetadata(IS_PUBLIC, true);

/** Lets in staff alone, but for what is public. */
@Injectable()
export class StaffGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride(IS_PUBLIC, [context.getHandler(), context.getClass()])) {
      return true;
    }
    const { headers } = context
      .switchToHttp()
      .getRequest<{ headers: { authorization?: string } }>();
    if (headers.authorization === undefined) {
      throw new UnauthorizedException();
    }
    return headers.authorization === 'Bearer staff';
  }
}

export const guarded: HostShape = {
  title: 'a host with a global guard and public callbacks',
  callback: { decorators: [Public()] },
  imports: (options) => [
    NewPayModule.forRoot({ ...options, appId: 'c'.repeat(32), name: 'closed' }),
  ],
  providers: [{ provide: APP_GUARD, useClass: StaffGuard }],
  control: async (app) => {
    assert.equal((await app.fetch('/ping')).status, 401);
    const staff = { headers: { authorization: 'Bearer staff' } };
    assert.equal((await app.fetch('/ping', staff)).status, 200);
  },
  describeMore: ({ it }, app) => {
    it('does not acknowledge callbacks that it has not made public', async () => {
      const path = '/newpay/closed/callback';
      const orderNo = newOrderNo();
      const body = app().signedBody(orderNo);
      const headers = { authorization: 'Bearer somebody' };
      assert.deepEqual(await app().deliver(body, { path }), refused(401));
      assert.deepEqual(await app().deliver(body, { path, headers }), refused(403));
      assert.deepEqual(app().ledger.eventsOf(orderNo), []);
    });
  },
};
