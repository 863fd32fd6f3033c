import {
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import type { HostRequest } from '../host/host-request.js';
import { CallbackGate } from './callback-gate.js';
import { getCallbackGateToken } from './callback-gate.token.js';

/**
 * Lets a request pass only when its body is signed by NewPay for the unnamed registration; hands what
 * it verified to `@NewPayCallback()` and `getNewPayCallback()`. Answers 400, 401, 403, 413 or 500
 * otherwise, never an acknowledgement.
 *
 * Needs the bytes of the body: in `rawBody` (`rawBody: true`), in `body` as a Buffer, or unread. On the
 * package's own route they are there in any case.
 *
 * @publicApi
 */
@Injectable()
export class NewPayCallbackGuard implements CanActivate {
  constructor(@Inject(CallbackGate) private readonly gate: CallbackGate) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.gate.admit(context.switchToHttp().getRequest<HostRequest>())?.then(pass) ?? true;
  }
}

const pass = () => true;

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
    constructor(@Inject(getCallbackGateToken(name)) gate: CallbackGate) {
      super(gate);
    }
  }
  return NamedNewPayCallbackGuard;
}
