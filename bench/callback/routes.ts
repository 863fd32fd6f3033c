import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import {
  Body,
  Controller,
  HttpCode,
  Inject,
  Injectable,
  Post,
  Req,
  UnauthorizedException,
  type RawBodyRequest,
} from '@nestjs/common';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { OnNewPay } from 'nestjs-newpay';
import { PLATFORM_KEY } from './platform-key.token.js';
import { SafeByHandController } from './safe-by-hand.controller.js';
import { stepwiseControllers } from './stepwise.controller.js';

const SUCCESS = { transResult: 'SUCCESS' };

/** One listener, which does nothing: what is measured is the way to it. */
@Injectable()
class Listener {
  @OnNewPay('paid')
  onPaid(): void {}

  @OnEvent('by-hand.paid', { suppressErrors: false })
  onPaidByHand(): void {}
}

/** Parses the JSON and answers. */
@Controller('bare')
class BareController {
  @Post()
  @HttpCode(200)
  receive(@Body() _body: unknown): object {
    return SUCCESS;
  }
}

/** The minimum, as it is written by hand: no store, no checks of fields, no errors told apart. */
@Controller('by-hand')
class ByHandController {
  readonly #key: KeyObject;

  constructor(
    private readonly emitter: EventEmitter2,
    @Inject(PLATFORM_KEY) key: string,
  ) {
    this.#key = createPublicKey(key);
  }

  @Post()
  @HttpCode(200)
  async receive(@Req() request: RawBodyRequest<object>): Promise<object> {
    const { sign, ...fields } = JSON.parse(request.rawBody?.toString() ?? '') as Record<
      string,
      string
    >;
    const text = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&');
    if (!verify('sha256', Buffer.from(text), this.#key, Buffer.from(sign ?? '', 'base64'))) {
      throw new UnauthorizedException();
    }
    await this.emitter.emitAsync('by-hand.paid', fields);
    return SUCCESS;
  }
}

export const routes = {
  controllers: [BareController, ByHandController, SafeByHandController, ...stepwiseControllers],
  providers: [Listener],
};
