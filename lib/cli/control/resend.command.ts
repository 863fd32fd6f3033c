import type { Command } from '../command.interface.js';
import { parseArguments } from '../parse-arguments.js';
import { control, runControl, SANDBOX_HELP, SANDBOX_OPTION } from './control-client.js';
import { reportDeliveries } from './delivery-report.js';
import { oneNumber } from './one-number.js';

/** `nestjs-newpay resend`: delivers a callback of a running sandbox again. */
export const resendCommand: Command = {
  summary: 'deliver the callback of an order or a refund again, now',
  help: `Usage: nestjs-newpay resend <number> [--sandbox <url>]

Delivers the callback of an order or a refund of the running sandbox once more, without faults, even if it
was withheld or acknowledged. Prints how your app answered.

  <number>            the number of an order or a refund

Options:
${SANDBOX_HELP}

Exit code: 0 if the callback was acknowledged, 1 if not, or if there is none.
`,
  run: (args, context) =>
    runControl(context, async () => {
      const { positionals, values } = parseArguments({
        args,
        options: SANDBOX_OPTION,
        allowPositionals: true,
      });
      const number = oneNumber('resend', positionals, 'the number of one order or refund');
      const { sandbox } = values;
      const result = await control({ action: 'resend', number }, { sandbox, ...context });
      return reportDeliveries(result, context);
    }),
};
