import { randomBytes } from 'node:crypto';
import type { PayMethod } from 'nestjs-newpay';
import type { Product } from '../catalog/product.js';
import type { Money } from '../catalog/money.js';

export type OrderStatus = 'pending' | 'paid' | 'failed';

export interface Order {
  readonly orderNo: string;
  readonly createdAt: Date;
  readonly productId: string;
  readonly title: string;
  /** What the product cost when it was ordered. */
  readonly price: Money;
  readonly payMethod: PayMethod;
  readonly status: OrderStatus;
  /** The cashier's address, as soon as NewPay has given one. */
  readonly payUrl?: string;
  /** What the buyer should know about the status. */
  readonly note?: string;
}

export function newOrder(product: Product, payMethod: PayMethod): Order {
  return {
    orderNo: newOrderNo(),
    createdAt: new Date(),
    productId: product.id,
    title: product.name,
    price: product.price,
    payMethod,
    status: 'pending',
  };
}

/** Unique, in the order of time, not to be guessed, and as long as the numbers in NewPay's examples. */
function newOrderNo(): string {
  return `${Date.now().toString(36)}${randomBytes(6).toString('hex')}`.toUpperCase();
}
