import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Currency, PayMethod } from 'nestjs-newpay';
import { ORDER_STATUSES, type Order, type OrderStatus } from '../orders/order.js';

/** An order as the API shows it. */
export class OrderDto {
  @ApiProperty({ example: 'MFX2K5Q1A1B2C3D4E5F6' })
  orderNo!: string;

  @ApiProperty({ enum: ORDER_STATUSES })
  status!: OrderStatus;

  @ApiProperty({ example: 'Bolaven coffee, 500 g' })
  title!: string;

  /** Decimal text: a number would be a float, which cannot hold money. */
  @ApiProperty({ example: '85000', description: 'Decimal text, never a number.' })
  amount!: string;

  @ApiProperty({ enum: Currency, enumName: 'Currency' })
  currency!: Currency;

  @ApiProperty({ enum: PayMethod, enumName: 'PayMethod' })
  payMethod!: PayMethod;

  @ApiProperty()
  createdAt!: Date;

  @ApiPropertyOptional()
  paidAt?: Date;

  @ApiPropertyOptional()
  refundedAt?: Date;

  @ApiPropertyOptional({ description: 'Where the buyer pays.' })
  payUrl?: string;

  @ApiPropertyOptional({ description: 'Explains the status to the buyer and the clerk.' })
  note?: string;

  static of({ price, ...order }: Order): OrderDto {
    return {
      orderNo: order.orderNo,
      status: order.status,
      title: order.title,
      amount: price.amount,
      currency: price.currency,
      payMethod: order.payMethod,
      createdAt: order.createdAt,
      paidAt: order.paidAt,
      refundedAt: order.refundedAt,
      payUrl: order.status === 'pending' ? order.payUrl : undefined,
      note: order.note,
    };
  }
}
