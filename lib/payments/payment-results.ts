import { Injectable } from '@nestjs/common';
import type { NewPayApi, NewPayEventFields } from '../events/newpay-event.js';
import type { FinalStatus } from './final-status.js';

type OnResult = (status: FinalStatus, event: NewPayEventFields) => void;

/** An order that somebody waits for. */
export interface AwaitedOrder {
  readonly api: NewPayApi;
  readonly orderNo: string;
}

/** Tells who waits for a payment in this process that its event was handled. */
@Injectable()
export class PaymentResults {
  readonly #waiting = new Map<string, OnResult>();

  /** @param onResult must not throw. There is one for each order */
  listen(order: AwaitedOrder, onResult: OnResult): void {
    this.#waiting.set(keyOf(order), onResult);
  }

  ignore(order: AwaitedOrder): void {
    this.#waiting.delete(keyOf(order));
  }

  announce(status: FinalStatus, event: NewPayEventFields): void {
    const { api = 'v1', orderNo } = event;
    this.#waiting.get(keyOf({ api, orderNo }))?.(status, event);
  }
}

function keyOf({ api, orderNo }: AwaitedOrder): string {
  return `${api}:${orderNo}`;
}
