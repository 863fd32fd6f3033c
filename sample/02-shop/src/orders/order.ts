import { randomBytes } from 'node:crypto';
import type { PayMethod } from 'nestjs-newpay';
import type { Product } from '../catalog/product.js';
import type { Money } from '../catalog/money.js';

export const ORDER_STATUSES = [
  'pending',
  'paid',
  'failed',
  /** NewPay reports a payment with another amount or currency: a clerk must look at it. */
  'mismatched',
  'refunding',
  'refunded',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What a buyer asks for with the button "Buy". */
export interface Purchase {
  readonly product: Product;
  readonly payMethod: PayMethod;
  /**
   * The idempotency key of the form: a form that is sent twice makes one order. Every page that is
   * loaded has another key.
   */
  readonly formKey: string;
}

/** An order before it is saved. */
export interface NewOrder {
  readonly orderNo: string;
  readonly formKey: string;
  readonly productId: string;
  readonly title: string;
  /** The price at the time of the order. */
  readonly price: Money;
  readonly payMethod: PayMethod;
  /** The NewPay account that takes the payment. */
  readonly appId: string;
}

export interface Order extends NewOrder {
  readonly status: OrderStatus;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly paidAt?: Date;
  readonly refundedAt?: Date;
  /** The URL of the cashier page, once NewPay has returned it. */
  readonly payUrl?: string;
  /** NewPay's number of the payment. */
  readonly newpayOrderNo?: string;
  /** The number of the refund that was sent to NewPay. */
  readonly refundOrderNo?: string;
  /** Explains the status to the buyer and the clerk. */
  readonly note?: string;
}

export function newOrder({ product, payMethod, formKey }: Purchase, appId: string): NewOrder {
  return {
    orderNo: newNumber(),
    formKey,
    productId: product.id,
    title: product.name,
    price: product.price,
    payMethod,
    appId,
  };
}

/**
 * Makes a number for an order or a refund: unique, sortable by time, hard to guess, and as long as the
 * numbers in NewPay's examples.
 */
export function newNumber(): string {
  return `${Date.now().toString(36)}${randomBytes(6).toString('hex')}`.toUpperCase();
}
