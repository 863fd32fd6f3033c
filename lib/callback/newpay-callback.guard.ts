import {
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
  type InjectionToken,
  type Type,
} from '@nestjs/common';
import type { HostRequest } from '../host/host-request.js';
import { CallbackAuthenticator } from './callback-authenticator.js';

/**
 * Lets a request pass only if its body is a callback that NewPay signed for the unnamed registration.
 * `@NewPayCallback()` and `getNewPayCallback()` then give the verified callback. Rejects every other
 * request with 400, 401, 403, 413 or 500; it never acknowledges.
 *
 * Needs the bytes of the body: in `rawBody` (`rawBody: true` in `NestFactory.create`), in `body` as a
 * Buffer, or not read yet. The package's own route has them in any case.
 *
 * @publicApi
 */
@Injectable()
export class NewPayCallbackGuard implements CanActivate {
  /** @internal Nest constructs it; its parameters may change in any version. */
  constructor(
    /** @internal */
    @Inject(CallbackAuthenticator)
    private readonly authenticator: CallbackAuthenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.authenticator.authenticate(context.switchToHttp().getRequest<HostRequest>());
    return true;
  }
}

/**
 * The guard of a named registration, for a controller of your own.
 *
 * @example
 * @UseGuards(NewPayCallbackGuardFor('books'))
 *
 * @publicApi
 */
export function NewPayCallbackGuardFor(name: string): Type<CanActivate> {
  @Injectable()
  class NamedNewPayCallbackGuard extends NewPayCallbackGuard {
    constructor(@Inject(getAuthenticatorToken(name)) authenticator: CallbackAuthenticator) {
      super(authenticator);
    }
  }
  return NamedNewPayCallbackGuard;
}

/**
 * The token of a named registration's authenticator. It is exported to the host's modules, which can
 * resolve a guard only if they can resolve what the guard depends on.
 */
export function getAuthenticatorToken(name: string): InjectionToken<CallbackAuthenticator> {
  return `NewPayCallbackAuthenticator(${name})`;
}
