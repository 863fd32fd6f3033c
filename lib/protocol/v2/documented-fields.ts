/** The kinds of messages of API v2 that NewPay signs (protocol 6, 7 and 9.4). */
export type NewPayV2MessageKind =
  'payment' | 'order' | 'refund' | 'refundQuery' | 'refundCallback' | 'user' | 'scan' | 'call';

/**
 * The documented fields of each kind of message, without `sign`. A callback and the answer to a query
 * have the same fields (`payment`). For the refund's callback and for `call` none are documented.
 */
export const DOCUMENTED_V2_FIELDS: Readonly<
  Record<Exclude<NewPayV2MessageKind, 'call' | 'refundCallback'>, readonly string[]>
> = {
  payment: [
    'appId',
    'attach',
    'mchOrderNo',
    'newpayOrderNo',
    'orderAmt',
    'orderType',
    'payMethod',
    'payStatus',
    'paytime',
    'settlementStatus',
    'subject',
  ],
  order: ['appId', 'payReference'],
  refund: ['mchRefundNo', 'message', 'newpayRefundNo', 'orderAmt', 'refundAmt', 'status'],
  refundQuery: [
    'mchRefundNo',
    'newpayOrderNo',
    'newpayRefundNo',
    'orderAmt',
    'refundAmt',
    'refundStatus',
  ],
  user: ['appId', 'nickName', 'userId', 'userMobile'],
  scan: [
    'appId',
    'channel',
    'currency',
    'mchOrderNo',
    'newpayOrderNo',
    'orderAmt',
    'payUrl',
    'status',
  ],
};

/** An object that a message can have in place of a text. */
export interface DocumentedObject {
  /** The names of its fields. */
  readonly members: readonly string[];
  /** Whether it always has all of them. */
  readonly isComplete: boolean;
}

const AMOUNT: DocumentedObject = { members: ['currency', 'value'], isComplete: true };

/** The documented objects inside messages, by field (protocol 6.1, 6.2 and 6.4). */
export const DOCUMENTED_OBJECTS: ReadonlyMap<string, DocumentedObject> = new Map([
  ['orderAmt', AMOUNT],
  ['refundAmt', AMOUNT],
  [
    'extraParam',
    { members: ['agentReference', 'envVersion', 'userId', 'wxCode'], isComplete: false },
  ],
]);

/** Fields that only the messages of v2 have, and that identify them. */
export const IDENTIFYING_V2_FIELDS = [
  'payStatus',
  'mchOrderNo',
  'mchRefundNo',
  'newpayRefundNo',
  'refundStatus',
] as const;
