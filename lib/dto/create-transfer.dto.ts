import { IsIn } from './class-validator.js';
import type { OpenApiProperties } from '../host/swagger.js';
import { type Currency, V1_CURRENCIES } from '../protocol/v1/currency.enum.js';
import { IsOrderAmount } from './rules/amount.rule.js';
import { IsTransferDescription } from './rules/free-text.rule.js';
import { IsFundAccountId } from './rules/order-number.rule.js';

/**
 * A transfer of money from the merchant to a NewPay user. The fields have NewPay's own names
 * ([protocol 9.2](../../docs/protocol.md#92-transfer-to-user)). There is no number of the merchant's among
 * them, so NewPay cannot recognise a transfer that is sent twice.
 *
 * @publicApi
 */
export class CreateTransferDto {
  /** The user's account: `fundAccountId` of `queryUser`, as text. */
  @IsFundAccountId()
  revFundAccountId!: string;

  /**
   * The amount as decimal text, above zero: whole for LAK (`"50000"`), at most two decimals for USD.
   * Trailing zeros do not count: `"50000.00"` is whole, and is sent as `"50000"`.
   */
  @IsOrderAmount()
  orderAmt!: string;

  /** The currency of `orderAmt`: LAK or USD. CNY is for API v2 only. */
  @IsIn(V1_CURRENCIES, { message: 'currency must be one of LAK, USD' })
  currency!: Currency | `${Currency}`;

  /** What the transfer is for, as text. It is sent to NewPay. */
  @IsTransferDescription()
  orderDesc!: string;

  /** @internal */
  static _OPENAPI_METADATA_FACTORY(): OpenApiProperties<CreateTransferDto> {
    const text = { required: true, type: () => String };
    return {
      revFundAccountId: { ...text, example: '1001211005000526' },
      orderAmt: {
        ...text,
        description: 'Decimal text above zero: whole for LAK, at most two decimals for USD.',
        example: '50000',
      },
      currency: { required: true, enum: V1_CURRENCIES, enumName: 'Currency', example: 'LAK' },
      orderDesc: { ...text, example: 'Prize of the lottery' },
    };
  }
}
