import { IsIn, IsOptional } from './class-validator.js';
import type { OpenApiProperties } from '../host/swagger.js';
import { Currency } from '../protocol/v1/currency.enum.js';
import { IsV2RefundAmount } from './rules/amount.rule.js';
import { IsNewPayNumber } from './rules/newpay-number.rule.js';
import { IsOrderNumber } from './rules/order-number.rule.js';
import { IsWebAddress } from './rules/web-address.rule.js';

/**
 * A refund of a payment of API v2, in full or in part
 * ([protocol 6.3](../../docs/protocol.md#63-refund)).
 *
 * @publicApi
 */
export class CreateV2RefundDto {
  /** NewPay's number of the payment, which its event has as `newpayOrderNo`. API v2 refunds by this number only. */
  @IsNewPayNumber()
  newpayOrderNo!: string;

  /** Your unique number of this refund: 1 to 64 letters, digits, `_` or `-` (inferred). */
  @IsOrderNumber()
  refundOrderNo!: string;

  /**
   * The amount to refund as decimal text, above zero: whole for LAK, at most two decimals for USD and
   * CNY. Trailing zeros do not count: `"50000.00"`, as an event has it, is sent as `"50000"`.
   */
  @IsV2RefundAmount()
  refundOrderAmt!: string;

  /** The currency of the payment. It is not sent: it decides how the amount is written. */
  @IsIn(Object.values(Currency), { message: 'currency must be one of LAK, USD, CNY' })
  currency!: Currency | `${Currency}`;

  /**
   * The URL to which NewPay sends the callback of the refund.
   * @default the callback route of the module, below the option `publicUrl`
   */
  @IsOptional()
  @IsWebAddress()
  callBackUrl?: string;

  /** @internal */
  static _OPENAPI_METADATA_FACTORY(): OpenApiProperties<CreateV2RefundDto> {
    const text = { required: true, type: () => String };
    return {
      newpayOrderNo: { ...text, example: '202209210000006950' },
      refundOrderNo: { ...text, example: 'R1001' },
      refundOrderAmt: { ...text, description: 'Decimal text above zero.', example: '20000' },
      currency: { required: true, enum: Currency, enumName: 'NewPayCurrency', example: 'LAK' },
      callBackUrl: { ...text, required: false, example: 'https://shop.example/newpay/callback' },
    };
  }
}
