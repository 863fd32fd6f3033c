import type { SandboxEndpoint } from '../sandbox-endpoint.js';
import type { NewPaySandboxFault } from '../faults/newpay-sandbox-fault.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import type { SandboxParts } from '../sandbox-wiring.js';
import type { ControlReply, ControlResult } from './control-reply.interface.js';
import {
  CONTROL_PATH,
  controlFields,
  ControlRefusal,
  type ControlFields,
} from './control-request.js';

/** What the control endpoint needs. */
export type ControlSource = Pick<SandboxParts, 'actions' | 'faults' | 'sender'>;

type Command = (fields: ControlFields, source: ControlSource) => Promise<ControlResult>;

const COMMANDS: Readonly<Record<string, Command>> = {
  pay: async (fields, source) =>
    onNumber(fields.required('number'), source, (number) => source.actions.pay(number)),
  fail: async (fields, source) =>
    onNumber(fields.required('number'), source, (number) =>
      source.actions.fail(number, fields.optional('reason')),
    ),
  expire: async (fields, source) =>
    onNumber(fields.required('number'), source, (number) => source.actions.expire(number)),
  resend: async (fields, source) =>
    onNumber(fields.required('number'), source, (number) => source.actions.resend(number)),
  refund: async (fields, { actions, sender }) => {
    const number = await actions.refund(fields.required('number'), {
      amount: fields.optional('amount'),
      status: fields.oneOf<'refunded' | 'failed'>('status', ['refunded', 'failed']),
    });
    // A refund gets its result once, so these are all of its deliveries.
    return { number, deliveries: sender.deliveriesOf(number) };
  },
  trigger: async (fields, { actions, sender }) => {
    const number = await actions.trigger({
      event: fields.oneOf('event', ['paid', 'failed', 'refunded']),
      to: fields.required('to'),
      api: fields.optional('api') === undefined ? 'v1' : fields.oneOf('api', ['v1', 'v2']),
      orderNo: fields.optional('orderNo'),
      orderAmt: fields.optional('orderAmt'),
      currency: fields.optional('currency'),
    });
    return { number, deliveries: sender.deliveriesOf(number) };
  },
  inject: async (fields, { faults }) => {
    const [orderNo, endpoint] = [fields.optional('orderNo'), fields.optional('endpoint')];
    const [times, ms] = [fields.number('times'), fields.number('ms')];
    faults.inject(fields.required('fault') as NewPaySandboxFault, {
      ...(orderNo !== undefined && { orderNo }),
      ...(endpoint !== undefined && { endpoint: endpoint as SandboxEndpoint }),
      ...(times !== undefined && { times }),
      ...(ms !== undefined && { ms }),
    });
    return { faults: faults.injections };
  },
  withdraw: async (fields, { faults }) => {
    const fault = fields.optional('fault') as NewPaySandboxFault | undefined;
    const orderNo = fields.optional('orderNo');
    if (fault === undefined || orderNo === undefined) {
      faults.clear(fault);
    } else {
      faults.withdraw(fault, orderNo);
    }
    return { faults: faults.injections };
  },
  faults: async (_fields, { faults }) => ({ faults: faults.injections }),
};

/** The route of the commands of the command line, which control a running sandbox. */
export function controlRoute(source: ControlSource): Route {
  return {
    method: 'POST',
    path: CONTROL_PATH,
    handle: async (request) => answer(request, source),
  };
}

async function answer(request: SandboxRequest, source: ControlSource): Promise<Reply> {
  try {
    const fields = controlFields(request);
    const name = fields.required('action');
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) {
      throw new ControlRefusal(400, `action must be one of ${Object.keys(COMMANDS).join(', ')}`);
    }
    return reply(await command(fields, source), 200);
  } catch (error) {
    const { message } = error as Error;
    return reply({ error: message }, error instanceof ControlRefusal ? error.status : 409);
  }
}

function reply(content: ControlReply, status: number): Reply {
  return jsonReply(content, status);
}

async function onNumber(
  number: string,
  { sender }: ControlSource,
  act: (number: string) => Promise<void>,
): Promise<ControlResult> {
  const before = sender.deliveriesOf(number).length;
  await act(number);
  return { number, deliveries: sender.deliveriesOf(number).slice(before) };
}
