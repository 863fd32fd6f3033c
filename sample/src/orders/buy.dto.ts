import { Type } from 'class-transformer';
import { IsIn, IsString } from 'class-validator';
import type { PayMethod } from 'nestjs-newpay';
import { PAY_METHODS } from '../newpay/pay-methods.js';

/** The form of a product. */
export class BuyDto {
  @IsString()
  productId!: string;

  @Type(() => Number)
  @IsIn([...PAY_METHODS.keys()])
  payMethod!: PayMethod;
}
