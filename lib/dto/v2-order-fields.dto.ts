import { IsOptional } from './class-validator.js';
import type { OpenApiProperties } from '../host/swagger.js';
import { IsOrderAmount } from './rules/amount.rule.js';
import { IsOrderNumber } from './rules/order-number.rule.js';
import { IsV2FreeText } from './rules/v2-free-text.rule.js';
import { IsWebAddress } from './rules/web-address.rule.js';

/**
 * The fields of every order of API v2, whether the payer pays online or shows a code.
 *
 * @publicApi
 */
export abstract class NewPayV2OrderFields {
  /**
   * The amount as decimal text, above zero: whole for LAK (`"50000"`), at most two decimals for USD and
   * CNY. Trailing zeros do not count: `"50000.00"` is whole, and is sent as `"50000"`.
   */
  @IsOrderAmount()
  orderAmt!: string;

  /** Your unique number of this order: 1 to 64 letters, digits, `_` or `-` (inferred). */
  @IsOrderNumber()
  orderNo!: string;

  /** A description of the goods. */
  @IsOptional()
  @IsV2FreeText()
  subject?: string;

  /**
   * The URL to which NewPay sends the callbacks of the order.
   * @default the callback route of the module, below the option `publicUrl`
   */
  @IsOptional()
  @IsWebAddress()
  callBackUrl?: string;
}

const TEXT = { required: false, type: () => String };

/** The same fields in the host's OpenAPI document. */
export const V2_ORDER_PROPERTIES: OpenApiProperties<NewPayV2OrderFields> = {
  orderAmt: {
    ...TEXT,
    required: true,
    description: 'Decimal text above zero: whole for LAK, at most two decimals otherwise.',
    example: '50000',
  },
  orderNo: { ...TEXT, required: true, example: 'A1001' },
  subject: { ...TEXT, example: 'Coffee' },
  callBackUrl: { ...TEXT, example: 'https://shop.example/newpay/callback' },
};
