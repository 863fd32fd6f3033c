import { PayMethod, type CreateOrderDto, type CreateRefundDto } from '../../lib/index.js';

/** A valid order, without anything optional. */
export const ORDER = {
  payMethod: PayMethod.NewPay,
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
} as const satisfies CreateOrderDto;

/** A valid refund of a part of that order. */
export const REFUND = {
  orderNo: 'A1001',
  refundOrderNo: 'R1',
  refundOrderAmt: '20000',
  refundDesc: 'cold coffee',
} as const satisfies CreateRefundDto;
