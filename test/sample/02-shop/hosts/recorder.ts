import { Injectable } from '@nestjs/common';
import {
  OnNewPay,
  type NewPayDuplicateEvent,
  type NewPayPaidEvent,
} from '../../../../lib/index.js';

/** Records the events that the shop's listeners receive. */
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
