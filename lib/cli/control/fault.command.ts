import { visibleText } from '../../errors/escape-invisible.js';
import type { NewPaySandboxInjection } from '../../sandbox/index.js';
import { UsageError, type Command, type CommandContext } from '../command.interface.js';
import { parseArguments } from '../parse-arguments.js';
import { control, runControl, SANDBOX_HELP, SANDBOX_OPTION } from './control-client.js';

const OPTIONS = {
  ...SANDBOX_OPTION,
  endpoint: { type: 'string' },
  times: { type: 'string' },
  ms: { type: 'string' },
  off: { type: 'boolean', default: false },
} as const;

/** `nestjs-newpay fault`: injects a fault into a running sandbox. */
export const faultCommand: Command = {
  summary: 'inject a fault into the running sandbox, or remove it',
  help: `Usage: nestjs-newpay fault [<name> [<number>]] [--endpoint <name>] [--times <n>] [--ms <n>] [--off]

Injects a fault into the running sandbox, and prints the active faults. Without a name it only prints them.

  <name>              of callbacks: withhold, repeat, duplicate, delay, out-of-order, tamper, old-key
                      of answers: answer-late, drop, http-500, not-json, wrong-signature
  <number>            applies it to this order or refund only

Options:
  --endpoint <name>   applies it to this call only, such as createOrder (faults of answers)
  --times <n>         how often it applies (default: always)
  --ms <n>            the delay of delay and answer-late, in milliseconds (default 1000)
  --off               removes the fault; without a name: all faults
${SANDBOX_HELP}
`,
  run: (args, context) => runControl(context, () => fault(args, context)),
};

async function fault(args: readonly string[], context: CommandContext): Promise<number> {
  const { positionals, values } = parseArguments({
    args,
    options: OPTIONS,
    allowPositionals: true,
  });
  const [name, orderNo, ...surplus] = positionals;
  if (surplus.length > 0) {
    throw new UsageError('fault takes one fault and one number');
  }
  const { sandbox, off, ...options } = values;
  if (name === undefined && Object.values(options).some((value) => value !== undefined)) {
    throw new UsageError('fault takes these options with the name of a fault only');
  }
  const action = off ? 'withdraw' : name === undefined ? 'faults' : 'inject';
  const fields = { action, fault: name, orderNo, ...options };
  const { faults = [] } = await control(fields, { sandbox, ...context });
  context.stdout.write(faults.length === 0 ? 'No fault is active.\n' : faults.map(line).join(''));
  return 0;
}

function line({ fault: name, orderNo, endpoint, times, ms }: NewPaySandboxInjection): string {
  const words = [
    name,
    orderNo === undefined ? 'for all orders' : `for ${orderNo}`,
    endpoint === undefined ? '' : `at ${endpoint}`,
    times === undefined ? '' : `${times} more time(s)`,
    name === 'delay' || name === 'answer-late' ? `by ${ms} ms` : '',
  ];
  return `${visibleText(words.filter((word) => word !== '').join(' '))}\n`;
}
