import { randomBytes } from 'node:crypto';
import type { NewPaySandboxFault } from '../faults/newpay-sandbox-fault.js';
import { htmlReply, liveHtmlReply, redirectReply, textReply, type Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import { consolePage } from './console-page.js';
import { consoleState, type ConsoleSource } from './console-state.js';

const CONSOLE_PATH = '/';

/** The routes of the console. */
export function consoleRoutes(source: ConsoleSource): Route[] {
  const { faults } = source;
  return [
    { method: 'GET', path: CONSOLE_PATH, handle: () => show(source) },
    {
      method: 'GET',
      path: '/console/state',
      handle: () => htmlReply(consoleState(source).text),
    },
    { method: 'POST', path: '/console/faults', handle: (request) => switchFault(request, source) },
    {
      method: 'POST',
      path: '/console/faults/clear',
      handle: () => {
        faults.clear();
        return redirectReply(CONSOLE_PATH);
      },
    },
  ];
}

function show(source: ConsoleSource): Reply {
  const nonce = randomBytes(16).toString('base64');
  return liveHtmlReply(consolePage(source, nonce), nonce);
}

/** Sets a fault on or off. The form contains the new state, so a second click changes nothing. */
function switchFault({ body }: SandboxRequest, { faults }: ConsoleSource): Reply {
  const form = new URLSearchParams(Buffer.from(body).toString());
  const fault = form.get('fault') as NewPaySandboxFault;
  const orderNo = form.get('orderNo') ?? undefined;
  faults.withdraw(fault, orderNo);
  if (form.get('switch') === 'on') {
    try {
      faults.inject(fault, { orderNo });
    } catch (error) {
      return textReply((error as RangeError).message, 400);
    }
  }
  return redirectReply(CONSOLE_PATH);
}
