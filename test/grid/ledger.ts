import { Inject, Injectable, Scope } from '@nestjs/common';
import { OnNewPay, type NewPayPaidEvent } from 'nestjs-newpay';

/** What the host has heard, and the faults that it is told to have. */
@Injectable()
export class Ledger {
  readonly paid: NewPayPaidEvent[] = [];
  /** Listeners made so far. */
  instances = 0;
  /** Fails the next event, once. */
  fault: Error | undefined;
  /** Fails the next making of a listener, once. */
  faultOfConstructor: Error | undefined;

  book(event: NewPayPaidEvent): void {
    const { fault } = this;
    this.fault = undefined;
    if (fault) {
      throw fault;
    }
    this.paid.push(event);
  }

  join(): void {
    const { faultOfConstructor } = this;
    this.faultOfConstructor = undefined;
    if (faultOfConstructor) {
      throw faultOfConstructor;
    }
    this.instances += 1;
  }

  eventsOf(orderNo: string): NewPayPaidEvent[] {
    return this.paid.filter((event) => event.orderNo === orderNo);
  }
}

@Injectable()
export class Listener {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {
    ledger.join();
  }

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await Promise.resolve();
    this.ledger.book(event);
  }
}

/** Made anew for each event. */
@Injectable({ scope: Scope.REQUEST })
export class RequestScopedListener {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {
    ledger.join();
  }

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await Promise.resolve();
    this.ledger.book(event);
  }
}
