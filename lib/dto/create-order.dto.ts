import { IsEnum, IsIn, IsOptional } from 'class-validator';
import { Currency } from '../protocol/v1/currency.enum.js';
import type { OpenApiProperties } from '../host/swagger.js';
import { PayMethod } from '../protocol/v1/pay-method.enum.js';
import { IsOrderExtra, IsOrderSubject } from './rules/free-text.rule.js';
import { IsOrderAmount } from './rules/amount.rule.js';
import { IsOrderNumber } from './rules/order-number.rule.js';
import { IsPayMethod } from './rules/pay-method.rule.js';
import { IsWebAddress } from './rules/web-address.rule.js';

/** Where the payer is: at a browser, or in an app that opens the cashier. */
export type NewPayTerminal = 'website' | 'mobile';

/**
 * An order to be paid. Fields bear NewPay's own names (protocol 4.1).
 *
 * @publicApi
 */
export class CreateOrderDto {
  /** How the payer pays. */
  @IsPayMethod()
  payMethod!: PayMethod;

  /** The currency of `orderAmt`. */
  @IsEnum(Currency, { message: 'currency must be one of LAK, USD' })
  currency!: Currency | `${Currency}`;

  /**
   * The amount as decimal text, above zero: whole for LAK (`"50000"`), at most two decimals for USD.
   * Zeros at the end do not count: `"50000.00"` is whole, and sent as `"50000"`.
   */
  @IsOrderAmount()
  orderAmt!: string;

  /** The merchant's own number of this order, unique: 1 to 64 letters, digits, `_` or `-` (inferred). */
  @IsOrderNumber()
  orderNo!: string;

  /**
   * Where NewPay sends the result.
   * @default the registration's own callback route under the option `publicUrl`
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

  /** What is sold, shown to the payer. Required for Alipay. */
  @IsOrderSubject()
  subject?: string;

  /** The merchant's own data, returned in the callback. For Alipay it contains `ANDROID` or `IOS`. */
  @IsOrderExtra()
  extra?: string;

  /**
   * Whether the payer is at a browser or in an app: chooses between the website and the mobile path.
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
      currency: { required: true, enum: Currency, enumName: 'Currency', example: 'LAK' },
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
