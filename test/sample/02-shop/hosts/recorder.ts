import { Injectable } from '@nestjs/common';
import {
  OnNewPay,
  type NewPayDuplicateEvent,
  type NewPayPaidEvent,
} from '../../../../lib/index.js';

/** Listens beside the shop. */
@Injectable()
export class Recorder {
  readonly paid: NewPayPaidEvent[] = [];
  readonly duplicates: NewPayDuplicateEvent[] = [];

  @OnNewPay('paid')
  onPaid(event: NewPayPaidEvent): void {
    this.paid.push(event);
  }

  @OnNewPay('duplicate')
  onDuplicate(event: NewPayDuplicateEvent): void {
    this.duplicates.push(event);
  }
}
