import { isWebAddress } from '../../protocol/web-address.js';
import type { Trigger } from '../../sandbox/actions/sandbox-actions.js';
import { API_OPTIONS, requireApi, requireForm } from '../api-options.js';
import { UsageError, type Command, type CommandContext } from '../command.interface.js';
import { parseArguments } from '../parse-arguments.js';
import { control, runControl, SANDBOX_HELP, SANDBOX_OPTION } from './control-client.js';
import { reportDeliveries } from './delivery-report.js';
import { triggerWithKeys } from './trigger-with-keys.js';

const OPTIONS = {
  ...SANDBOX_OPTION,
  ...API_OPTIONS,
  to: { type: 'string' },
  keys: { type: 'string' },
  'order-no': { type: 'string' },
  amount: { type: 'string' },
  currency: { type: 'string' },
} as const;

const EVENTS = ['paid', 'failed', 'refunded'] as const;

/** `nestjs-newpay trigger`: sends a signed callback for a new test order. */
export const triggerCommand: Command = {
  summary: 'send a signed callback for a new test order',
  help: `Usage: nestjs-newpay trigger paid|failed|refunded --to <url> [options]

Creates a test order in the running sandbox, and sends the callback of its payment or refund. Your app can
query the order and the refund at the sandbox. Prints how your app answered.

Options:
  --to <url>          the callback URL of your app, such as http://127.0.0.1:3000/newpay/callback
  --order-no <text>   the number of the order (default: a new one)
  --amount <amount>   its amount (default 50000)
  --currency <code>   its currency: LAK (default) or USD; with --api v2 also CNY
  --api <v1|v2>       the API of the order and of its callback (default v1)
  --keys <folder>     sign with the keys of "sandbox --keys" instead; no sandbox has to run. Queries of the
                      order are not answered then, so an app does not accept the callback of a refund
  --nested <form>     with --keys and --api v2: how objects are signed (default wire); a running sandbox
                      signs in its own form
${SANDBOX_HELP}

Exit code: 0 if the callback was acknowledged, 1 if not, or if no sandbox runs.
`,
  run: (args, context) => runControl(context, () => trigger(args, context)),
};

async function trigger(args: readonly string[], context: CommandContext): Promise<number> {
  const { positionals, values } = parseArguments({
    args,
    options: OPTIONS,
    allowPositionals: true,
  });
  const event = EVENTS.find((each) => each === positionals[0]);
  if (event === undefined || positionals.length > 1) {
    throw new UsageError(`trigger takes one event: ${EVENTS.join(', ')}`);
  }
  const { to, keys, sandbox, amount: orderAmt, currency, 'order-no': orderNo } = values;
  if (to === undefined || !isWebAddress(to)) {
    throw new UsageError(
      '--to must be the callback URL of your app, such as http://127.0.0.1:3000/newpay/callback',
    );
  }
  const [api, nested] = [requireApi(values.api), requireForm(values.nested)];
  if (nested !== undefined && (keys === undefined || api === 'v1')) {
    throw new UsageError('--nested goes with --keys and --api v2');
  }
  const wanted: Trigger = { event, to, api, orderNo, orderAmt, currency };
  const result =
    keys === undefined
      ? await control({ action: 'trigger', ...wanted }, { sandbox, ...context })
      : await triggerWithKeys(wanted, { folder: keys, nested });
  return reportDeliveries(result, context);
}
