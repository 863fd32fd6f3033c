import type { VerifiedFields } from '../signature/signed-message.js';
import { NewPayValidationError } from '../../errors/index.js';
import type { NewPayMessageKind } from './documented-fields.js';
import { assertUnambiguous } from '../signature/ambiguity.js';
import { ADDRESS_FIELDS, embeddedFieldsOf } from './embedded-fields.js';

/**
 * Fields that do not tell a kind of message from the others, by the kind: where NewPay's messages
 * differ from its pages.
 */
export type IgnoredFields = Readonly<Partial<Record<NewPayMessageKind, readonly string[]>>>;

interface KindRule {
  /** What the message is called. */
  readonly title: string;
  /** What it cannot be read without. */
  readonly needs: readonly string[];
  /** What it has, and a message that is much like it has not. */
  readonly has: readonly string[];
  /** What only others have. */
  readonly lacks: readonly string[];
}

/**
 * By which fields one kind of message is told from the others. The signature covers the fields alone,
 * and the same field means the opposite in another message: `transStatus` 1 is a failure in a callback
 * and a success in the answer to a query (protocol 10.1).
 *
 * What each page lists is documented; that a message has none of the fields that its page does not
 * list, and all that it does, is inferred, so that the option `ignoreFields` can take each of these
 * names out.
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
  call: {
    title: 'the answer to a call',
    needs: [],
    has: [],
    lacks: [],
  },
};

/** What makes a message a callback, whatever else it has. */
const CALLBACK = ['timestamp', 'transStatus', 'newpayOrderNo'];

/** The fields that the option `ignoreFields` takes for each kind. */
export const IGNORABLE_FIELDS: Readonly<Record<NewPayMessageKind, readonly string[]>> = {
  ...mapRules(({ has, lacks }) => [...has, ...lacks]),
  call: CALLBACK,
};

/**
 * Refuses a verified message that is, by the fields that it has or lacks, one of another kind. An empty
 * field counts as absent.
 *
 * @throws {NewPayValidationError} naming the first field that does not fit
 */
export function requireKind(
  fields: VerifiedFields,
  kind: NewPayMessageKind,
  ignored: IgnoredFields = {},
): void {
  const { title, needs, has, lacks } = RULES[kind];
  const isLookedAt = (name: string) => ignored[kind]?.includes(name) !== true;
  const isThere = (name: string) => (fields.get(name) ?? '') !== '';
  const needed = needs.find((name) => !isThere(name));
  if (needed !== undefined) {
    throw new NewPayValidationError('message', [
      { field: needed, messages: [`"${needed}" is missing`] },
    ]);
  }
  const missing = has.find((name) => isLookedAt(name) && !isThere(name));
  if (missing !== undefined) {
    throw refusal(missing, `is missing, which ${title} has`);
  }
  const foreign =
    kind === 'call' && CALLBACK.every((name) => isLookedAt(name) && isThere(name))
      ? CALLBACK[0]
      : lacks.find((name) => isLookedAt(name) && isThere(name));
  if (foreign !== undefined) {
    throw refusal(foreign, `is there, which ${title} does not have`);
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
 * What is asked of every verified message before it is believed: that it is one of the kind that is
 * expected, and that what was signed can be read in one way alone.
 *
 * @throws {NewPayValidationError} it is not
 */
export function requireMessage(
  fields: VerifiedFields,
  kind: NewPayMessageKind,
  ignored?: IgnoredFields,
): void {
  assertUnambiguous(fields.toRecord(), embeddedFieldsOf(kind), ADDRESS_FIELDS);
  requireKind(fields, kind, ignored);
}
