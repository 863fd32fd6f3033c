import { IsOptional } from 'class-validator';
import type { OpenApiProperties } from '../host/swagger.js';
import { IsOrderNumber } from './rules/order-number.rule.js';
import { IsRefundAmount } from './rules/amount.rule.js';
import { IsRefundReason } from './rules/free-text.rule.js';
import { IsWebAddress } from './rules/web-address.rule.js';

/**
 * A refund of a payment, in full or in part. Fields bear NewPay's own names (protocol 4.4).
 *
 * @publicApi
 */
export class CreateRefundDto {
  /** The merchant's own number of the payment. */
  @IsOrderNumber()
  orderNo!: string;

  /** The merchant's own number of this refund, unique: 1 to 64 letters, digits, `_` or `-` (inferred). */
  @IsOrderNumber()
  refundOrderNo!: string;

  /**
   * The amount to give back as decimal text, above zero, with at most two decimals; whole for LAK.
   * Zeros at the end do not count: `"50000.00"`, as an event has it, is sent as `"50000"`.
   */
  @IsRefundAmount()
  refundOrderAmt!: string;

  /** The reason, for NewPay and for your own records. */
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
