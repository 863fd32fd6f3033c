import { Inject, Injectable, Scope } from '@nestjs/common';
import { OnNewPay, type NewPayPaidEvent } from 'nestjs-newpay';

/** The events that the host received, and the faults of its listener. */
@Injectable()
export class Ledger {
  readonly paid: NewPayPaidEvent[] = [];
  /** The number of listeners constructed so far. */
  instances = 0;
  /** Makes the next event fail, once. */
  fault: Error | undefined;
  /** Makes the next construction of a listener fail, once. */
  faultOfConstructor: Error | undefined;

  record(event: NewPayPaidEvent): void {
    const { fault } = this;
    this.fault = undefined;
    if (fault) {
      throw fault;
    }
    this.paid.push(event);
  }

  countInstance(): void {
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
    ledger.countInstance();
  }

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await Promise.resolve();
    this.ledger.record(event);
  }
}

/** Made anew for each event. */
@Injectable({ scope: Scope.REQUEST })
export class RequestScopedListener {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {
    ledger.countInstance();
  }

  @OnNewPay('paid')
  async onPaid(event: NewPayPaidEvent): Promise<void> {
    await Promise.resolve();
    this.ledger.record(event);
  }
}
