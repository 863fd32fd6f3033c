import { OnNewPay, type NewPayFailedEvent, type NewPayPaidEvent } from 'nestjs-newpay';
import type { BackendName } from '../backends/backend.interface.js';

/** An event that the listeners of a run hear. */
export type HeardEvent = NewPayPaidEvent | NewPayFailedEvent;

/** What the two listeners of each event do. */
export interface Effects {
  ship(event: HeardEvent): Promise<void>;
  mail(event: HeardEvent): Promise<void>;
}

/** The listeners of one merchant. */
export function listenerOf(merchant: BackendName, effects: Effects): object {
  /** Each merchant has its own class, as in an app: all of them hear the events of all merchants. */
  class Listener {
    @OnNewPay('paid', { id: `${merchant}.ship` })
    async ship(event: NewPayPaidEvent): Promise<void> {
      await (event.merchant === merchant && effects.ship(event));
    }

    @OnNewPay('paid', { id: `${merchant}.mail` })
    async mail(event: NewPayPaidEvent): Promise<void> {
      await (event.merchant === merchant && effects.mail(event));
    }

    @OnNewPay('failed', { id: `${merchant}.keep` })
    async keep(event: NewPayFailedEvent): Promise<void> {
      await (event.merchant === merchant && effects.ship(event));
    }

    @OnNewPay('failed', { id: `${merchant}.tell` })
    async tell(event: NewPayFailedEvent): Promise<void> {
      await (event.merchant === merchant && effects.mail(event));
    }
  }
  return new Listener();
}

/** The state of an order after an event. */
export const stateAfter = ({ name }: HeardEvent): 'paid' | 'failed' =>
  name === 'newpay.paid' ? 'paid' : 'failed';
