import type { VerifiedFields } from '../signature/signed-message.js';
import { NewPayValidationError } from '../../errors/index.js';
import { IDENTIFYING_V2_FIELDS } from '../v2/documented-fields.js';
import { type NewPayMessageKind, DOCUMENTED_FIELDS } from './documented-fields.js';
import {
  assertUnambiguous,
  embeddedFields,
  type EmbeddedFields,
} from '../signature/ambiguous-text.js';

/**
 * Fields to ignore when the kind of a message is checked: where NewPay's messages differ from its
 * pages.
 */
export type IgnoredFields = Readonly<Partial<Record<NewPayMessageKind, readonly string[]>>>;

interface KindRule {
  /** The name of the kind, for messages. */
  readonly title: string;
  /** Fields that are always required. */
  readonly needs: readonly string[];
  /** Fields that distinguish it from similar kinds, unless they are ignored. */
  readonly has: readonly string[];
  /** Fields that only other kinds have, unless they are ignored. */
  readonly lacks: readonly string[];
}

/** Fields of orders, payments, refunds and users. */
const NOT_OF_TRANSFERS = [
  'timestamp',
  'transStatus',
  'tranStatus',
  'payUrl',
  'newpayOrderNo',
  'fundAccountId',
];

/**
 * The fields that identify each kind of message. The signature does not cover the kind, and the
 * same field can have opposite meanings: `transStatus` 1 is a failure in a callback, but a success
 * in the answer to a query (protocol 10.1).
 *
 * That a message has all documented fields and no others is inferred, so the option `ignoreFields`
 * can exclude each of these names.
 */
const RULES: Readonly<Record<NewPayMessageKind, KindRule>> = {
  paymentCallback: {
    title: 'a payment callback',
    needs: ['timestamp', 'transStatus'],
    has: [],
    lacks: ['tranNo', 'payUrl', 'tranStatus', 'refundOrderNo', 'newpayRefundOrderNo'],
  },
  refundCallback: {
    title: 'a refund callback',
    needs: ['timestamp', 'transStatus', 'refundOrderNo'],
    has: [],
    lacks: ['tranNo', 'payUrl', 'tranStatus'],
  },
  order: {
    title: 'the answer to an order',
    needs: ['payUrl'],
    has: [],
    lacks: ['transStatus', 'tranStatus'],
  },
  paymentQuery: {
    title: 'the answer to a payment query',
    needs: ['transStatus'],
    has: [],
    lacks: ['timestamp', 'tranStatus', 'refundOrderNo'],
  },
  refund: {
    title: 'the answer to a refund',
    needs: ['tranStatus'],
    has: [],
    lacks: ['timestamp', 'transStatus', 'newpayOrderNo', 'tranNo'],
  },
  refundQuery: {
    title: 'the answer to a refund query',
    needs: ['tranStatus'],
    has: ['newpayOrderNo'],
    lacks: ['timestamp', 'transStatus'],
  },
  user: {
    title: 'the answer to a user query',
    needs: ['fundAccountId'],
    has: [],
    lacks: ['timestamp', 'transStatus', 'tranStatus', 'payUrl', 'orderNo'],
  },
  transfer: {
    title: 'the answer to a transfer',
    needs: ['orderNo'],
    has: [],
    lacks: [...NOT_OF_TRANSFERS, 'accountTime'],
  },
  transferQuery: {
    title: 'the answer to a transfer query',
    needs: ['orderNo'],
    has: ['accountTime'],
    lacks: NOT_OF_TRANSFERS,
  },
  call: {
    title: 'the answer to a call',
    needs: [],
    has: [],
    lacks: [],
  },
};

/** Fields that only a callback has together. */
const CALLBACK = ['timestamp', 'transStatus', 'newpayOrderNo'];

/** The fields that the option `ignoreFields` accepts, by kind. */
export const IGNORABLE_FIELDS: Readonly<Record<NewPayMessageKind, readonly string[]>> = {
  ...mapRules(({ has, lacks }) => [...has, ...lacks]),
  call: CALLBACK,
};

/**
 * Rejects a verified message of another kind, by the fields that it has and lacks. An empty field
 * counts as missing.
 *
 * @throws {NewPayValidationError} naming the first field that does not match
 */
export function requireKind(
  fields: VerifiedFields,
  kind: NewPayMessageKind,
  ignored: IgnoredFields = {},
): void {
  const { title, needs, has, lacks } = RULES[kind];
  const isChecked = (name: string) => ignored[kind]?.includes(name) !== true;
  const isThere = (name: string) => (fields.get(name) ?? '') !== '';
  const needed = needs.find((name) => !isThere(name));
  if (needed !== undefined) {
    throw new NewPayValidationError('message', [
      { field: needed, messages: [`"${needed}" is missing`] },
    ]);
  }
  const missing = has.find((name) => isChecked(name) && !isThere(name));
  if (missing !== undefined) {
    throw refusal(missing, `is missing in ${title}`);
  }
  const foreign =
    kind === 'call' && CALLBACK.every((name) => isChecked(name) && isThere(name))
      ? CALLBACK[0]
      : lacks.find((name) => isChecked(name) && isThere(name));
  if (foreign !== undefined) {
    throw refusal(foreign, `is not a field of ${title}`);
  }
  const ofV2 = kind === 'call' ? undefined : IDENTIFYING_V2_FIELDS.find(isThere);
  if (ofV2 !== undefined) {
    const messages = [`"${ofV2}" is a field of API v2, and the message is ${title} of API v1`];
    throw new NewPayValidationError('message', [{ field: ofV2, messages }]);
  }

  function refusal(field: string, problem: string): NewPayValidationError {
    const message = `"${field}" ${problem} (see the option "ignoreFields.${kind}")`;
    return new NewPayValidationError('message', [{ field, messages: [message] }]);
  }
}

function mapRules<T>(map: (rule: KindRule) => T): Record<NewPayMessageKind, T> {
  const entries = Object.entries(RULES).map(([kind, rule]) => [kind, map(rule)]);
  return Object.fromEntries(entries) as Record<NewPayMessageKind, T>;
}

/**
 * Checks a verified message before it is used: its signed text must be unambiguous, and it must be
 * of the expected kind.
 *
 * @throws {NewPayValidationError} one of these is not the case
 */
export function requireMessage(
  fields: VerifiedFields,
  kind: NewPayMessageKind,
  ignored?: IgnoredFields,
): void {
  assertUnambiguous(fields.entries(), embeddedFieldsOf(kind), ADDRESS_FIELDS);
  requireKind(fields, kind, ignored);
}

/** Not documented in any message of NewPay; if a message has it, it identifies the merchant. */
const MERCHANT = 'merchantId';

const { paymentCallback, refundCallback, order, paymentQuery, refund, refundQuery } =
  DOCUMENTED_FIELDS;

/** The fields of both kinds of callbacks: an ambiguous text could be read as either kind. */
const OF_CALLBACKS = embeddedFields(
  new Set([...paymentCallback, ...refundCallback, MERCHANT, ...IDENTIFYING_V2_FIELDS]),
);

/**
 * The fields of all messages about orders and refunds, and those that make a message one of API v2. The
 * fields of users and transfers are not among them: no such message can be cut so that it has the fields of
 * an order or a refund in the order of the string to sign, and `&area=` may well be in a merchant's own text.
 */
const OF_ALL = embeddedFields(
  new Set([
    ...paymentCallback,
    ...refundCallback,
    ...order,
    ...paymentQuery,
    ...refund,
    ...refundQuery,
    MERCHANT,
    ...IDENTIFYING_V2_FIELDS,
  ]),
);

/** The fields that a free text must not contain, because NewPay returns it in its messages. */
export const EMBEDDED_IN_FREE_TEXT = OF_ALL;

/** The fields that no value of a verified message of this kind may contain. */
export function embeddedFieldsOf(kind: NewPayMessageKind): EmbeddedFields {
  return kind === 'paymentCallback' || kind === 'refundCallback' ? OF_CALLBACKS : OF_ALL;
}

/**
 * The query of a pay URL may contain `&orderNo=`, but not the result of a payment or refund. Every
 * message that could be misread as the answer to an order has such a result after its `extra`.
 */
const OF_ADDRESSES = embeddedFields([
  'transStatus',
  'transInfo',
  'tranStatus',
  'tranInfo',
  'settlementStatus',
  'refundOrderAmt',
]);

/** The fields of answers that are URLs (protocol 4.1, 6.1). */
export const ADDRESS_FIELDS: ReadonlyMap<string, EmbeddedFields> = new Map([
  ['payUrl', OF_ADDRESSES],
  ['payReference', OF_ADDRESSES],
]);
