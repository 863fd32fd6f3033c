import { randomBytes } from 'node:crypto';
import type { NewPaySandboxFault } from '../faults/newpay-sandbox-fault.js';
import { htmlReply, liveHtmlReply, redirectReply, textReply, type Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import { consolePage } from './console-page.js';
import { consoleState, type ConsoleSource } from './console-state.js';
import { takeAction } from './take-action.js';

const CONSOLE_PATH = '/';

/** The routes of the console. */
export function consoleRoutes(source: ConsoleSource): Route[] {
  const { faults, processor } = source;
  return [
    { method: 'GET', path: CONSOLE_PATH, handle: () => show(source) },
    {
      method: 'GET',
      path: '/console/state',
      handle: () => htmlReply(consoleState(source).text),
    },
    form('/console/faults', (fields) => switchFault(fields, source)),
    form('/console/faults/clear', () => faults.clear()),
    form('/console/refunds', (fields) => processor.hold(fields.get('switch') === 'on')),
    form('/console/actions', async (fields) => takeAction(fields, source.actions)),
  ];
}

/** The route of a form, which shows the console again. */
function form(path: string, submit: (fields: URLSearchParams) => void | Promise<void>): Route {
  return {
    method: 'POST',
    path,
    handle: async ({ body }: SandboxRequest) => {
      try {
        await submit(new URLSearchParams(Buffer.from(body).toString()));
      } catch (error) {
        return textReply((error as Error).message, error instanceof RangeError ? 400 : 409);
      }
      return redirectReply(CONSOLE_PATH);
    },
  };
}

function show(source: ConsoleSource): Reply {
  const nonce = randomBytes(16).toString('base64');
  return liveHtmlReply(consolePage(source, nonce), nonce);
}

/** Sets a fault on or off. The form contains the new state, so a second click changes nothing. */
function switchFault(fields: URLSearchParams, { faults }: ConsoleSource): void {
  const fault = fields.get('fault') as NewPaySandboxFault;
  const orderNo = fields.get('orderNo') ?? undefined;
  faults.withdraw(fault, orderNo);
  if (fields.get('switch') === 'on') {
    faults.inject(fault, { orderNo });
  }
}
