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
    why: 'NewPay refuses a wrong order, or takes another amount than was meant',
  },
  {
    step: 'texts',
    name: 'each text is one that can be signed',
    why: 'half an emoji is signed otherwise than sent, and a text with `&orderNo=` makes a callback ambiguous',
  },
  {
    step: 'answer',
    name: 'the answer is read as it is printed',
    why: '`50000.00` is verified as `50000`, and a name that stands twice is not seen',
  },
  {
    step: 'verification',
    name: 'its signature is verified',
    why: 'whoever answers can send the payer to a cashier of his own',
  },
  {
    step: 'fields',
    name: 'its fields are checked',
    why: 'the genuine answer to another order sends the payer to the wrong cashier',
  },
  {
    step: 'outcome',
    name: 'it is known whether the order was sent',
    why: 'nobody can tell whether trying again is safe, and a dispatcher may send an order twice or read without end',
  },
  {
    step: 'limit',
    name: 'a time limit, and the end of the app',
    why: 'a gateway that never answers holds the order for ever',
  },
  {
    step: 'interceptors',
    name: 'interceptors, where the app has any',
    why: 'an interceptor of axios that the app has added does not run',
  },
  {
    step: 'reports',
    name: 'hooks, channels, spans and metrics, where anybody reads them',
    why: 'nobody sees what was called and how long it took',
  },
];
