import { NewPayUnknownOutcomeError, NewPayValidationError } from '../errors/index.js';
import {
  NO_CALL_OPTIONS,
  requireCallOptions,
  type NewPayCallOptions,
} from '../gateway/call-options.js';

/**
 * The options of `createOrder` of `NewPayService` and of `NewPayV2Service`.
 *
 * @publicApi
 */
export interface NewPayCreateOrderOptions extends NewPayCallOptions {
  /**
   * Whether to query the order after an unknown outcome, and to return what NewPay knows of it. The
   * order is never sent again. `signal` and `timeout` apply to the query too.
   * @default false
   */
  resolveUnknown?: boolean;
}

/** The calls of one version of NewPay's API. */
interface OrderCalls<Order, Payment> {
  /** Rejects, and does not throw. */
  readonly create: (options: NewPayCallOptions) => Promise<Order>;
  readonly query: (orderNo: string, options: NewPayCallOptions) => Promise<Payment>;
}

/**
 * Creates an order and, if the options say so, queries it when its creation had no trustworthy answer. Never
 * sends the order again: when NewPay does not know it, it may not know it yet.
 *
 * @throws {NewPayUnknownOutcomeError} the query was not wanted, or failed: the outcome is still unknown
 */
export function createAndResolve<Order extends object, Payment extends object>(
  options: NewPayCreateOrderOptions | undefined,
  calls: OrderCalls<Order, Payment>,
): Promise<Order | CreatedOrQueried<Order, Payment>> {
  return options === undefined ? calls.create(NO_CALL_OPTIONS) : resolve(options, calls);
}

type CreatedOrQueried<Order, Payment> =
  (Order & { readonly resolution: 'created' }) | (Payment & { readonly resolution: 'queried' });

async function resolve<Order extends object, Payment extends object>(
  options: NewPayCreateOrderOptions | undefined,
  { create, query }: OrderCalls<Order, Payment>,
): Promise<CreatedOrQueried<Order, Payment>> {
  const callOptions = requireCallOptions(options, ['resolveUnknown']);
  const { resolveUnknown } = Object(options) as NewPayCreateOrderOptions;
  if (resolveUnknown !== undefined && typeof resolveUnknown !== 'boolean') {
    const messages = ['resolveUnknown must be true or false'];
    throw new NewPayValidationError('call', [{ field: 'resolveUnknown', messages }]);
  }
  try {
    const created = await create(callOptions);
    return Object.freeze({ ...created, resolution: 'created' });
  } catch (unknown) {
    if (!resolveUnknown || !(unknown instanceof NewPayUnknownOutcomeError)) {
      throw unknown;
    }
    try {
      const payment = await query(String(unknown.orderNo), callOptions);
      return Object.freeze({ ...payment, resolution: 'queried' });
    } catch {
      throw unknown;
    }
  }
}
