import type { Command } from '../command.interface.js';
import { parseArguments } from '../parse-arguments.js';
import { control, runControl, SANDBOX_HELP, SANDBOX_OPTION } from './control-client.js';
import { reportDeliveries } from './delivery-report.js';
import { oneNumber } from './one-number.js';

/** `nestjs-newpay pay`: pays an order of a running sandbox. */
export const payCommand: Command = {
  summary: 'pay an order of the running sandbox',
  help: `Usage: nestjs-newpay pay <orderNo> [--sandbox <url>]

Pays an order of the running sandbox, as the payer would, and prints how your app answered the callback.

Options:
${SANDBOX_HELP}

Exit code: 0 if the callback was acknowledged or withheld, 1 if not, or if the order cannot be paid.
`,
  run: (args, context) =>
    runControl(context, async () => {
      const { positionals, values } = parseArguments({
        args,
        options: SANDBOX_OPTION,
        allowPositionals: true,
      });
      const number = oneNumber('pay', positionals, 'the number of one order');
      const { sandbox } = values;
      const result = await control({ action: 'pay', number }, { sandbox, ...context });
      return reportDeliveries(result, context);
    }),
};
