import { IsOptional } from './class-validator.js';
import type { OpenApiProperties } from '../host/swagger.js';
import { IsOrderNumber } from './rules/order-number.rule.js';
import { IsRefundAmount } from './rules/amount.rule.js';
import { IsRefundReason } from './rules/free-text.rule.js';
import { IsWebAddress } from './rules/web-address.rule.js';

/**
 * A refund of a payment, in full or in part. The fields have NewPay's own names
 * ([protocol 4.4](../../docs/protocol.md#44-refund)).
 *
 * @publicApi
 */
export class CreateRefundDto {
  /** Your number of the order that is refunded. */
  @IsOrderNumber()
  orderNo!: string;

  /** Your unique number of this refund: 1 to 64 letters, digits, `_` or `-` (inferred). */
  @IsOrderNumber()
  refundOrderNo!: string;

  /**
   * The amount to refund as decimal text, above zero: whole for LAK, at most two decimals for USD.
   * Trailing zeros do not count: `"50000.00"`, as an event has it, is sent as `"50000"`.
   */
  @IsRefundAmount()
  refundOrderAmt!: string;

  /** The reason of the refund, as text. It is sent to NewPay. */
  @IsRefundReason()
  refundDesc!: string;

  /**
   * The URL to which NewPay sends the callback of the refund.
   * @default the callback route of the module, below the option `publicUrl`
   */
  @IsOptional()
  @IsWebAddress()
  callBackUrl?: string;

  /** @internal */
  static _OPENAPI_METADATA_FACTORY(): OpenApiProperties<CreateRefundDto> {
    const text = { required: true, type: () => String };
    return {
      orderNo: { ...text, example: 'A1001' },
      refundOrderNo: { ...text, example: 'R1001' },
      refundOrderAmt: {
        ...text,
        description: 'Decimal text above zero, with at most two decimals.',
        example: '20000',
      },
      refundDesc: { ...text, example: 'Sold out' },
      callBackUrl: { ...text, required: false, example: 'https://shop.example/newpay/callback' },
    };
  }
}
