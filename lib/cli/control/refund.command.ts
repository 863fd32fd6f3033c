import type { Command } from '../command.interface.js';
import { parseArguments } from '../parse-arguments.js';
import { control, runControl, SANDBOX_HELP, SANDBOX_OPTION } from './control-client.js';
import { reportDeliveries } from './delivery-report.js';
import { oneNumber } from './one-number.js';

const OPTIONS = {
  ...SANDBOX_OPTION,
  amount: { type: 'string' },
  failed: { type: 'boolean', default: false },
} as const;

/** `nestjs-newpay refund`: completes a refund of a running sandbox, or makes one. */
export const refundCommand: Command = {
  summary: 'complete a processing refund, or refund an order',
  help: `Usage: nestjs-newpay refund <number> [--amount <amount>] [--failed] [--sandbox <url>]

Completes a processing refund of the running sandbox (see sandbox --hold-refunds). If the order has none,
makes a new refund, as your app would; its callback goes to the callBackUrl of the order. Prints how
your app answered.

  <number>            the number of an order or a refund

Options:
  --amount <amount>   the amount of a new refund (default: what is left of the order)
  --failed            let the refund fail
${SANDBOX_HELP}

Exit code: 0 if the callback was acknowledged or withheld, 1 if not, or if no refund is possible.
`,
  run: (args, context) =>
    runControl(context, async () => {
      const { positionals, values } = parseArguments({
        args,
        options: OPTIONS,
        allowPositionals: true,
      });
      const number = oneNumber('refund', positionals, 'the number of one order or refund');
      const { sandbox, amount, failed } = values;
      const status = failed ? 'failed' : 'refunded';
      const fields = { action: 'refund', number, amount, status };
      return reportDeliveries(await control(fields, { sandbox, ...context }), context);
    }),
};
