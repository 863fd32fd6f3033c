import { NewPayValidationError } from '../../errors/index.js';
import type { VerifiedFields } from '../signature/signed-message.js';
import type { NewPayV2MessageKind } from './documented-fields.js';

/** The fields of a message, verified or vouched for by the connection that they came over. */
export type MessageFields = Pick<VerifiedFields, 'get' | 'object' | 'toRecord'>;

interface KindRule {
  /** The name of the kind, for messages. */
  readonly title: string;
  /** Fields that are always there. */
  readonly needs: readonly string[];
  /** Fields that only other kinds have. */
  readonly lacks: readonly string[];
}

/** The fields that identify the messages of v1. */
const OF_V1 = ['transStatus', 'tranStatus', 'orderNo', 'refundOrderNo'];

/**
 * The fields that identify each kind of message. The signature does not cover the kind. That a message
 * has no identifying field of another kind is inferred.
 */
const RULES: Readonly<Record<NewPayV2MessageKind, KindRule>> = {
  payment: {
    title: 'a payment',
    needs: ['payStatus', 'mchOrderNo', 'newpayOrderNo'],
    lacks: [...OF_V1, 'mchRefundNo', 'newpayRefundNo', 'refundStatus', 'payReference', 'payUrl'],
  },
  order: {
    title: 'the answer to an order',
    needs: ['payReference'],
    lacks: [...OF_V1, 'payStatus', 'mchRefundNo', 'newpayRefundNo', 'refundStatus'],
  },
  refund: {
    title: 'the answer to a refund',
    needs: ['status', 'mchRefundNo', 'newpayRefundNo'],
    lacks: [...OF_V1, 'payStatus', 'refundStatus', 'payReference', 'payUrl'],
  },
  refundQuery: {
    title: 'the answer to a refund query',
    needs: ['refundStatus', 'mchRefundNo', 'newpayRefundNo', 'newpayOrderNo'],
    lacks: [...OF_V1, 'payStatus', 'payReference', 'payUrl'],
  },
  refundCallback: {
    title: 'a refund callback',
    needs: [],
    lacks: [...OF_V1, 'payStatus', 'payReference', 'payUrl'],
  },
  user: {
    title: 'the answer to a user query',
    needs: ['userId'],
    lacks: [...OF_V1, 'payStatus', 'mchOrderNo', 'mchRefundNo', 'refundStatus', 'payReference'],
  },
  scan: {
    title: 'the answer to a scanned order',
    needs: ['mchOrderNo', 'newpayOrderNo', 'status'],
    lacks: [...OF_V1, 'payStatus', 'mchRefundNo', 'newpayRefundNo', 'refundStatus'],
  },
  call: {
    title: 'the answer to a call',
    needs: [],
    lacks: ['transStatus', 'tranStatus'],
  },
};

/**
 * Rejects a message of another kind, by the fields that it has and lacks. An empty field counts as
 * missing.
 *
 * @throws {NewPayValidationError} naming the first field that does not match
 */
export function requireV2Kind(fields: MessageFields, kind: NewPayV2MessageKind): void {
  const { title, needs, lacks } = RULES[kind];
  const isThere = (name: string) => (fields.get(name) ?? '') !== '';
  const missing = needs.find((name) => !isThere(name));
  if (missing !== undefined) {
    throw refusal(missing, `"${missing}" is missing`);
  }
  const foreign = lacks.find(isThere);
  if (foreign !== undefined) {
    throw refusal(foreign, `"${foreign}" is not a field of ${title}`);
  }
}

function refusal(field: string, message: string): NewPayValidationError {
  return new NewPayValidationError('message', [{ field, messages: [message] }]);
}
