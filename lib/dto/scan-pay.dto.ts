import { IsIn } from './class-validator.js';
import type { OpenApiProperties } from '../host/swagger.js';
import { V1_CURRENCIES, type Currency } from '../protocol/v1/currency.enum.js';
import { IsPayerCode } from './rules/payer-code.rule.js';
import { V2_ORDER_PROPERTIES, NewPayV2OrderFields } from './v2-order-fields.dto.js';

/**
 * A payment by the code that the payer's phone shows and the merchant scans
 * ([protocol 7](../../docs/protocol.md#7-in-store-scanners)).
 *
 * @publicApi
 */
export class ScanPayDto extends NewPayV2OrderFields {
  /** The payer's code, as the scanner read it. It is good for one payment: do not keep or log it. */
  @IsPayerCode()
  authCode!: string;

  /** The currency of `orderAmt`: LAK or USD. */
  @IsIn(V1_CURRENCIES, { message: 'currency must be one of LAK, USD' })
  currency!: Currency | `${Currency}`;

  /** @internal */
  static _OPENAPI_METADATA_FACTORY(): OpenApiProperties<ScanPayDto> {
    return {
      ...V2_ORDER_PROPERTIES,
      authCode: { required: true, type: () => String, example: '134567890123456789' },
      currency: { required: true, enum: V1_CURRENCIES, enumName: 'Currency', example: 'LAK' },
    };
  }
}
