import {
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { CallbackGate } from './callback-gate.js';
import { getCallbackGateToken } from './callback-gate.token.js';
import type { CallbackRequest } from './raw-body.js';

/**
 * Lets a request pass only when its body is signed by NewPay for the unnamed registration; hands what
 * it verified to `@NewPayCallback()`. Answers 400, 401, 403 or 500 otherwise, never an
 * acknowledgement.
 *
 * @publicApi
 */
@Injectable()
export class NewPayCallbackGuard implements CanActivate {
  constructor(@Inject(CallbackGate) private readonly gate: CallbackGate) {}

  canActivate(context: ExecutionContext): boolean {
    this.gate.admit(context.switchToHttp().getRequest<CallbackRequest>());
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
    constructor(@Inject(getCallbackGateToken(name)) gate: CallbackGate) {
      super(gate);
    }
  }
  return NamedNewPayCallbackGuard;
}
