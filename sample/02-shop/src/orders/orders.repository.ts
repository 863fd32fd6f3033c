import { Injectable, NotFoundException } from '@nestjs/common';
import type { Currency, PayMethod } from 'nestjs-newpay';
import { Database, type Queryable } from '../database/database.js';
import type { NewOrder, Order, OrderStatus } from './order.js';

/** The fields of an order that can change, and their columns. */
const COLUMNS = {
  status: 'status',
  payUrl: 'pay_url',
  newpayOrderNo: 'newpay_order_no',
  refundOrderNo: 'refund_order_no',
  note: 'note',
  paidAt: 'paid_at',
  refundedAt: 'refunded_at',
} as const;

/** `undefined` sets a column to NULL. A field that is left out is not changed. */
export type OrderChanges = Partial<Pick<Order, keyof typeof COLUMNS>>;

/** Selects an order by its own number or its refund's, if it has one of these statuses. */
export type OrderFilter = ({ orderNo: string } | { refundOrderNo: string }) & {
  readonly status: readonly OrderStatus[];
};

@Injectable()
export class OrdersRepository {
  constructor(private readonly database: Database) {}

  /**
   * Saves an order. Returns `undefined` if the same form has made an order before. This is one atomic
   * statement: of two concurrent requests only one adds an order.
   */
  async add(order: NewOrder, queryable: Queryable = this.database): Promise<Order | undefined> {
    const { orderNo, formKey, productId, title, price, payMethod, appId } = order;
    const [row] = await queryable.query<OrderRow>(
      `INSERT INTO shop_orders
       (order_no, form_key, product_id, title, amount, currency, pay_method, app_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (form_key, product_id, pay_method) DO NOTHING RETURNING *`,
      [orderNo, formKey, productId, title, price.amount, price.currency, payMethod, appId],
    );
    return row && toOrder(row);
  }

  /** The order that a form has made. */
  async getByForm({ formKey, productId, payMethod }: NewOrder): Promise<Order> {
    const [row] = await this.database.query<OrderRow>(
      'SELECT * FROM shop_orders WHERE form_key = $1 AND product_id = $2 AND pay_method = $3',
      [formKey, productId, payMethod],
    );
    return found(row && toOrder(row));
  }

  async find(orderNo: string): Promise<Order | undefined> {
    const [row] = await this.database.query<OrderRow>(
      'SELECT * FROM shop_orders WHERE order_no = $1',
      [orderNo],
    );
    return row && toOrder(row);
  }

  /** @throws {NotFoundException} there is no such order */
  async get(orderNo: string): Promise<Order> {
    return found(await this.find(orderNo));
  }

  /** Lists the orders, newest first. */
  async list(limit = 100): Promise<Order[]> {
    const rows = await this.database.query<OrderRow>(
      'SELECT * FROM shop_orders ORDER BY created_at DESC LIMIT $1',
      [limit],
    );
    return rows.map(toOrder);
  }

  async listPending(): Promise<Order[]> {
    const rows = await this.database.query<OrderRow>(
      `SELECT * FROM shop_orders WHERE status = 'pending' ORDER BY created_at`,
    );
    return rows.map(toOrder);
  }

  /**
   * Changes an order if it has one of the filter's statuses; otherwise returns `undefined`. This is one
   * atomic statement: of two concurrent callbacks only one changes the order.
   */
  async update(
    filter: OrderFilter,
    changes: OrderChanges,
    queryable: Queryable = this.database,
  ): Promise<Order | undefined> {
    const [key, number] =
      'orderNo' in filter
        ? ['order_no', filter.orderNo]
        : ['refund_order_no', filter.refundOrderNo];
    const names = Object.keys(changes) as (keyof OrderChanges)[];
    const assignments = names.map((name, index) => `${COLUMNS[name]} = $${index + 3}`);
    const [row] = await queryable.query<OrderRow>(
      `UPDATE shop_orders SET ${assignments.join(', ')}, changed_at = now()
       WHERE ${key} = $1 AND status = ANY($2) RETURNING *`,
      [number, filter.status, ...names.map((name) => changes[name] ?? null)],
    );
    return row && toOrder(row);
  }

  /** Records that a refund has succeeded. */
  async markRefunded(refundOrderNo: string, at: Date, queryable?: Queryable): Promise<void> {
    await this.update(
      { refundOrderNo, status: REFUNDABLE },
      { status: 'refunded', refundedAt: at, note: undefined },
      queryable,
    );
  }

  /** Records that a refund has failed. Its number is used up: the next attempt gets a new one. */
  async markNotRefunded(
    refundOrderNo: string,
    reason = 'nothing',
    queryable?: Queryable,
  ): Promise<void> {
    const note = `The money was not given back. NewPay says: ${reason}.`;
    await this.update(
      { refundOrderNo, status: REFUNDABLE },
      { status: 'paid', refundOrderNo: undefined, note },
      queryable,
    );
  }
}

/** `paid` too: a refund that NewPay did not know when it was queried can still succeed. */
const REFUNDABLE = ['refunding', 'paid'] as const;

/** A row as `pg` returns it. `numeric` is text, so that an amount never becomes a float. */
interface OrderRow {
  readonly order_no: string;
  readonly form_key: string;
  readonly product_id: string;
  readonly title: string;
  readonly amount: string;
  readonly currency: Currency;
  readonly pay_method: PayMethod;
  readonly app_id: string;
  readonly status: OrderStatus;
  readonly pay_url: string | null;
  readonly newpay_order_no: string | null;
  readonly refund_order_no: string | null;
  readonly note: string | null;
  readonly created_at: Date;
  readonly changed_at: Date;
  readonly paid_at: Date | null;
  readonly refunded_at: Date | null;
}

function found(order: Order | undefined): Order {
  if (!order) {
    throw new NotFoundException('There is no such order.');
  }
  return order;
}

function toOrder(row: OrderRow): Order {
  return {
    orderNo: row.order_no,
    formKey: row.form_key,
    productId: row.product_id,
    title: row.title,
    price: { amount: row.amount, currency: row.currency },
    payMethod: row.pay_method,
    appId: row.app_id,
    status: row.status,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    paidAt: row.paid_at ?? undefined,
    refundedAt: row.refunded_at ?? undefined,
    payUrl: row.pay_url ?? undefined,
    newpayOrderNo: row.newpay_order_no ?? undefined,
    refundOrderNo: row.refund_order_no ?? undefined,
    note: row.note ?? undefined,
  };
}
