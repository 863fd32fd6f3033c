import { IsIn, IsOptional } from 'class-validator';
import type { OpenApiProperties } from '../host/swagger.js';
import { V1_CURRENCIES, type Currency } from '../protocol/v1/currency.enum.js';
import { IsOrderAmount } from './rules/amount.rule.js';
import { IsPayerCode } from './rules/payer-code.rule.js';
import { IsOrderNumber } from './rules/order-number.rule.js';
import { IsV2FreeText } from './rules/v2-free-text.rule.js';
import { IsWebAddress } from './rules/web-url.rule.js';

/**
 * A payment by the code that the payer's phone shows and the merchant scans
 * ([protocol 7](../../docs/protocol.md#7-in-store-scanners)).
 *
 * @publicApi
 */
export class ScanPayDto {
  /** The payer's code, as the scanner read it. It is good for one payment: do not keep or log it. */
  @IsPayerCode()
  authCode!: string;

  /** The currency of `orderAmt`: LAK or USD. */
  @IsIn(V1_CURRENCIES, { message: 'currency must be one of LAK, USD' })
  currency!: Currency | `${Currency}`;

  /** The amount as decimal text, above zero: whole for LAK, at most two decimals for USD. Sent as `amount`. */
  @IsOrderAmount()
  orderAmt!: string;

  /** Your unique number of this order: 1 to 64 letters, digits, `_` or `-` (inferred). */
  @IsOrderNumber()
  orderNo!: string;

  /** A description of the goods. Sent as `description`. */
  @IsOptional()
  @IsV2FreeText()
  subject?: string;

  /**
   * The URL to which NewPay sends the callbacks of the order. Sent as `callbackUrl`.
   * @default the callback route of the module, below the option `publicUrl`
   */
  @IsOptional()
  @IsWebAddress()
  callBackUrl?: string;

  /** @internal */
  static _OPENAPI_METADATA_FACTORY(): OpenApiProperties<ScanPayDto> {
    const text = { required: true, type: () => String };
    return {
      authCode: { ...text, example: '134567890123456789' },
      currency: { required: true, enum: V1_CURRENCIES, enumName: 'Currency', example: 'LAK' },
      orderAmt: { ...text, description: 'Decimal text above zero.', example: '50000' },
      orderNo: { ...text, example: 'A1001' },
      subject: { ...text, required: false, example: 'Coffee' },
      callBackUrl: { ...text, required: false, example: 'https://shop.example/newpay/callback' },
    };
  }
}
