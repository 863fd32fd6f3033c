import { randomBytes } from 'node:crypto';
import type { PayMethod } from 'nestjs-newpay';
import type { Product } from '../catalog/product.js';
import type { Money } from '../catalog/money.js';

export const ORDER_STATUSES = [
  'pending',
  'paid',
  'failed',
  /** NewPay has a payment for the order that is not what it costs: a clerk has to settle it. */
  'mismatched',
  'refunding',
  'refunded',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What a shop knows of an order before it is kept. */
export interface NewOrder {
  readonly orderNo: string;
  readonly productId: string;
  readonly title: string;
  /** What the product cost when it was ordered. */
  readonly price: Money;
  readonly payMethod: PayMethod;
}

export interface Order extends NewOrder {
  readonly status: OrderStatus;
  readonly createdAt: Date;
  readonly paidAt?: Date;
  readonly refundedAt?: Date;
  /** The cashier's address, as soon as NewPay has given one. */
  readonly payUrl?: string;
  /** The number of the refund that NewPay has been asked for. */
  readonly refundOrderNo?: string;
  /** What buyer and clerk should know about the status. */
  readonly note?: string;
}

export function newOrder(product: Product, payMethod: PayMethod): NewOrder {
  return {
    orderNo: newNumber(),
    productId: product.id,
    title: product.name,
    price: product.price,
    payMethod,
  };
}

/**
 * A number for an order or a refund: unique, in the order of time, not to be guessed, and as long as
 * the numbers in NewPay's examples.
 */
export function newNumber(): string {
  return `${Date.now().toString(36)}${randomBytes(6).toString('hex')}`.toUpperCase();
}
