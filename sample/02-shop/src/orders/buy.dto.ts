import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsString, Matches } from 'class-validator';
import type { PayMethod } from 'nestjs-newpay';
import { PAY_METHODS } from '../newpay/pay-methods.js';
import { newNumber } from './order.js';

/** The form of the products, and the body of `POST /api/orders`. */
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

  @ApiPropertyOptional({
    description:
      'The idempotency key. A request with the same key, product and pay method returns the first order.',
  })
  @Matches(/^[\w-]{16,64}$/)
  formKey: string = newNumber();
}
