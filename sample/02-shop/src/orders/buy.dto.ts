import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsString } from 'class-validator';
import type { PayMethod } from 'nestjs-newpay';
import { PAY_METHODS } from '../newpay/pay-methods.js';

/** The form of a product, and the body of `POST /api/orders`. */
export class BuyDto {
  @ApiProperty({ example: 'coffee' })
  @IsString()
  productId!: string;

  @ApiProperty({
    enum: [...PAY_METHODS.keys()],
    description: [...PAY_METHODS].map(([method, label]) => `${method}: ${label}`).join(', '),
  })
  @Type(() => Number)
  @IsIn([...PAY_METHODS.keys()])
  payMethod!: PayMethod;
}
