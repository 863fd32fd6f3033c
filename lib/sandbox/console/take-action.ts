import type { SandboxActions } from '../actions/sandbox-actions.js';

type Action = (number: string, actions: SandboxActions) => Promise<unknown>;

/** The buttons of the console, by the value of the field `action`. */
const ACTIONS = {
  pay: (number, actions) => actions.pay(number),
  fail: (number, actions) => actions.fail(number),
  expire: (number, actions) => actions.expire(number),
  resend: (number, actions) => actions.resend(number),
  'deliver-now': (number, actions) => actions.deliverNow(number),
  refund: (number, actions) => actions.refund(number),
  'refund-failed': (number, actions) => actions.refund(number, { status: 'failed' }),
} satisfies Record<string, Action>;

/** The name of a button. */
export type ConsoleAction = keyof typeof ACTIONS;

/**
 * Does what a button says, to the order or refund of the field `number`.
 *
 * @throws {RangeError} the action is unknown
 * @throws {Error} the action is not possible
 */
export async function takeAction(fields: URLSearchParams, actions: SandboxActions): Promise<void> {
  const name = fields.get('action') ?? '';
  if (!Object.hasOwn(ACTIONS, name)) {
    throw new RangeError(`action must be one of ${Object.keys(ACTIONS).join(', ')}`);
  }
  await ACTIONS[name as ConsoleAction](fields.get('number') ?? '', actions);
}
