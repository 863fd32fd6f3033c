import { IsIn, IsOptional } from './class-validator.js';
import type { OpenApiProperties } from '../host/swagger.js';
import { Currency } from '../protocol/v1/currency.enum.js';
import { NewPayChannel } from '../protocol/v2/channel.enum.js';
import { IsChannel } from './rules/channel.rule.js';
import { IsExtraParam } from './rules/extra-param.rule.js';
import { IsV2FreeText } from './rules/v2-free-text.rule.js';
import { IsWebAddress } from './rules/web-address.rule.js';
import { V2_ORDER_PROPERTIES, NewPayV2OrderFields } from './v2-order-fields.dto.js';

/**
 * What some channels need beside the order
 * ([protocol 6.1](../../docs/protocol.md#61-unified-order)). Every value is text.
 *
 * @publicApi
 */
export interface NewPayExtraParam {
  /** For a mini program that is opened inside WeChat: the code from `wx.login`. */
  readonly wxCode?: string;
  /** For a mini program in development. */
  readonly envVersion?: 'trial';
  /** For a page inside the NewPay app, together with `userId`. */
  readonly agentReference?: 'true';
  /** The user of the NewPay app, as the app gave it to the page. */
  readonly userId?: string;
}

/**
 * An order of API v2 ([protocol 6.1](../../docs/protocol.md#61-unified-order)). Fields that API v1 has too
 * have their names of v1; `orderNo` is sent as `mchOrderNo`.
 *
 * @publicApi
 */
export class CreateV2OrderDto extends NewPayV2OrderFields {
  /** How the payer pays. A channel that the enum does not list is sent as it is. */
  @IsChannel()
  channel!: NewPayChannel;

  /** The currency of `orderAmt`: LAK, USD or CNY. */
  @IsIn(Object.values(Currency), { message: 'currency must be one of LAK, USD, CNY' })
  currency!: Currency | `${Currency}`;

  /**
   * Where the payer goes after paying.
   * @default the option `pages.success`
   */
  @IsOptional()
  @IsWebAddress()
  redirect?: string;

  /** Your own data, which the event has as `extra`. */
  @IsOptional()
  @IsV2FreeText()
  attach?: string;

  /** What the channel needs beside the order. */
  @IsOptional()
  @IsExtraParam()
  extraParam?: NewPayExtraParam;

  /** @internal */
  static _OPENAPI_METADATA_FACTORY(): OpenApiProperties<CreateV2OrderDto> {
    const text = { required: false, type: () => String };
    return {
      ...V2_ORDER_PROPERTIES,
      channel: {
        required: true,
        enum: NewPayChannel,
        enumName: 'NewPayChannel',
        example: 'NEWPAY_ONLINE',
      },
      currency: { required: true, enum: Currency, enumName: 'NewPayCurrency', example: 'LAK' },
      redirect: { ...text, example: 'https://shop.example/orders/A1001' },
      attach: { ...text, example: 'cart-7' },
      extraParam: {
        required: false,
        type: () => Object,
        description: 'What the channel needs beside the order, such as "wxCode". Values are text.',
      },
    };
  }
}
