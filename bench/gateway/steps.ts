export type OrderStep =
  | 'signature'
  | 'threadPool'
  | 'order'
  | 'texts'
  | 'answer'
  | 'verification'
  | 'fields'
  | 'outcome'
  | 'limit'
  | 'interceptors'
  | 'reports';

/** What an order needs beside a POST, in the order in which the clients add it. */
export const ORDER_STEPS: readonly {
  readonly step: OrderStep;
  readonly name: string;
  /** What is lost without it. */
  readonly why: string;
}[] = [
  { step: 'signature', name: 'the signature', why: 'NewPay refuses the order' },
  {
    step: 'threadPool',
    name: 'on the thread pool: the undici client',
    why: 'each signature blocks the event loop for a millisecond',
  },
  {
    step: 'order',
    name: 'the order is checked',
    why: 'NewPay refuses an invalid order, or charges another amount than the app meant',
  },
  {
    step: 'texts',
    name: 'each text can be signed',
    why: 'with half an emoji, another text is signed than sent, and a text with `&orderNo=` makes the callback ambiguous',
  },
  {
    step: 'answer',
    name: 'numbers of the answer keep their text',
    why: '`50000.00` is verified as `50000`, and a repeated name is not noticed',
  },
  {
    step: 'verification',
    name: 'its signature is verified',
    why: 'somebody who forges an answer can send the payer to another cashier page',
  },
  {
    step: 'fields',
    name: 'its fields are checked',
    why: 'the genuine answer to another order sends the payer to the cashier page of that order',
  },
  {
    step: 'outcome',
    name: 'an error says whether the order was sent',
    why: 'the app does not know whether a retry is safe, and a dispatcher can send an order twice or read an endless answer',
  },
  {
    step: 'limit',
    name: 'a time limit, and an end when the app closes',
    why: 'the call of an order hangs if the gateway never answers',
  },
  {
    step: 'interceptors',
    name: 'interceptors of axios, if the app has any',
    why: 'an interceptor of axios that the app has added does not run',
  },
  {
    step: 'reports',
    name: 'hooks, channels, spans and metrics, if anything reads them',
    why: 'no log, span or metric says what was called and how long it took',
  },
];
