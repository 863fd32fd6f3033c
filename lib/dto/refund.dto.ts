import { IsOptional, Matches } from 'class-validator';
import type { OpenApiProperties } from './open-api.js';
import { ORDER_NUMBER, ORDER_NUMBER_RULE } from './order-number.js';
import { IsRefundAmount } from './rules/is-refund-amount.rule.js';
import { IsRefundReason } from './rules/is-refund-reason.rule.js';
import { IsWebAddress } from './rules/is-web-address.rule.js';

/**
 * A refund of a payment, in full or in part. Fields bear NewPay's own names (protocol 4.4).
 *
 * @publicApi
 */
export class RefundDto {
  /** The merchant's own number of the payment. */
  @Matches(ORDER_NUMBER, { message: `orderNo ${ORDER_NUMBER_RULE}` })
  orderNo!: string;

  /** The merchant's own number of this refund, unique: 1 to 64 letters, digits, `_` or `-` (inferred). */
  @Matches(ORDER_NUMBER, { message: `refundOrderNo ${ORDER_NUMBER_RULE}` })
  refundOrderNo!: string;

  /** The amount to give back as decimal text, above zero, with at most two decimals. */
  @IsRefundAmount()
  refundOrderAmt!: string;

  /** Why. */
  @IsRefundReason()
  refundDesc!: string;

  /**
   * Where NewPay sends the result.
   * @default the registration's own callback route under the option `publicUrl`
   */
  @IsOptional()
  @IsWebAddress()
  callBackUrl?: string;

  /** @internal */
  static _OPENAPI_METADATA_FACTORY(): OpenApiProperties<RefundDto> {
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
