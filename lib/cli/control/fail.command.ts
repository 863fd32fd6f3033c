import type { Command } from '../command.interface.js';
import { parseArguments } from '../parse-arguments.js';
import { control, runControl, SANDBOX_HELP, SANDBOX_OPTION } from './control-client.js';
import { reportDeliveries } from './delivery-report.js';
import { oneNumber } from './one-number.js';

const OPTIONS = { ...SANDBOX_OPTION, reason: { type: 'string' } } as const;

/** `nestjs-newpay fail`: lets the payment of an order of a running sandbox fail. */
export const failCommand: Command = {
  summary: 'let the payment of an order of the running sandbox fail',
  help: `Usage: nestjs-newpay fail <orderNo> [--reason <text>] [--sandbox <url>]

Lets the payment of an order of the running sandbox fail, and prints how your app answered the callback.

Options:
  --reason <text>     the transInfo of the callback (default "Transaction Failed")
${SANDBOX_HELP}

Exit code: 0 if the callback was acknowledged or withheld, 1 if not, or if the order cannot fail.
`,
  run: (args, context) =>
    runControl(context, async () => {
      const { positionals, values } = parseArguments({
        args,
        options: OPTIONS,
        allowPositionals: true,
      });
      const number = oneNumber('fail', positionals, 'the number of one order');
      const { sandbox, reason } = values;
      const result = await control({ action: 'fail', number, reason }, { sandbox, ...context });
      return reportDeliveries(result, context);
    }),
};
