import { IsIn, IsOptional } from './class-validator.js';
import { type Currency, V1_CURRENCIES } from '../protocol/v1/currency.enum.js';
import type { OpenApiProperties } from '../host/swagger.js';
import { PayMethod } from '../protocol/v1/pay-method.enum.js';
import { IsOrderExtra, IsOrderSubject } from './rules/free-text.rule.js';
import { IsOrderAmount } from './rules/amount.rule.js';
import { IsOrderNumber } from './rules/order-number.rule.js';
import { IsPayMethod } from './rules/pay-method.rule.js';
import { IsWebAddress } from './rules/web-address.rule.js';

/**
 * Whether the payer uses a browser, or an app that opens the cashier.
 *
 * @publicApi
 */
export type NewPayTerminal = 'website' | 'mobile';

/**
 * An order or a pre-payment. The fields have NewPay's own names
 * ([protocol 4.1](../../docs/protocol.md#41-create-payment)).
 *
 * @publicApi
 */
export class CreateOrderDto {
  /** How the payer pays. */
  @IsPayMethod()
  payMethod!: PayMethod;

  /** The currency of `orderAmt`: LAK or USD. CNY is for API v2 only. */
  @IsIn(V1_CURRENCIES, { message: 'currency must be one of LAK, USD' })
  currency!: Currency | `${Currency}`;

  /**
   * The amount as decimal text, above zero: whole for LAK (`"50000"`), at most two decimals for USD.
   * Trailing zeros do not count: `"50000.00"` is whole, and is sent as `"50000"`.
   */
  @IsOrderAmount()
  orderAmt!: string;

  /** Your unique number of this order: 1 to 64 letters, digits, `_` or `-` (inferred). */
  @IsOrderNumber()
  orderNo!: string;

  /**
   * The URL to which NewPay sends the callbacks of the order.
   * @default the callback route of the module, below the option `publicUrl`
   */
  @IsOptional()
  @IsWebAddress()
  callBackUrl?: string;

  /**
   * Where the payer goes after paying.
   * @default the option `pages.success`
   */
  @IsOptional()
  @IsWebAddress()
  successPageUrl?: string;

  /**
   * Where the payer goes when the payment failed.
   * @default the option `pages.failure`
   */
  @IsOptional()
  @IsWebAddress()
  failurePageUrl?: string;

  /**
   * Where the payer goes after cancelling.
   * @default the option `pages.cancel`
   */
  @IsOptional()
  @IsWebAddress()
  cancelPageUrl?: string;

  /** A description of the goods, shown to the payer. Required for Alipay. */
  @IsOrderSubject()
  subject?: string;

  /**
   * Your own data, returned in the callback, which must fit `callback.maxBytes` with it. For Alipay it
   * must contain `ANDROID` or `IOS`.
   */
  @IsOrderExtra()
  extra?: string;

  /**
   * Whether the payer uses a browser or an app. It selects the website or the mobile endpoint.
   * @default 'website'
   */
  @IsOptional()
  @IsIn(['website', 'mobile'], { message: 'terminal must be "website" or "mobile"' })
  terminal?: NewPayTerminal;

  /** @internal */
  static _OPENAPI_METADATA_FACTORY(): OpenApiProperties<CreateOrderDto> {
    const text = { required: false, type: () => String };
    return {
      payMethod: { required: true, enum: PayMethod, enumName: 'PayMethod', example: 1 },
      currency: { required: true, enum: V1_CURRENCIES, enumName: 'Currency', example: 'LAK' },
      orderAmt: {
        required: true,
        type: () => String,
        description: 'Decimal text above zero: whole for LAK, at most two decimals for USD.',
        example: '50000',
      },
      orderNo: { required: true, type: () => String, example: 'A1001' },
      callBackUrl: { ...text, example: 'https://shop.example/newpay/callback' },
      successPageUrl: { ...text, example: 'https://shop.example/orders/A1001' },
      failurePageUrl: { ...text, example: 'https://shop.example/orders/A1001' },
      cancelPageUrl: { ...text, example: 'https://shop.example/orders/A1001' },
      subject: { ...text, description: 'Required for Alipay.', example: 'Coffee' },
      extra: { ...text, description: 'For Alipay it contains ANDROID or IOS.', example: 'IOS' },
      terminal: {
        required: false,
        enum: { website: 'website', mobile: 'mobile' },
        default: 'website',
      },
    };
  }
}
