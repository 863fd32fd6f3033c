import { randomBytes } from 'node:crypto';
import type { NewPaySandboxFault } from '../faults/newpay-sandbox-fault.js';
import { htmlReply, liveHtmlReply, redirectReply, textReply, type Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import { consolePage } from './console-page.js';
import { consoleState, type ConsoleSource } from './console-state.js';

const ADDRESS = '/';

/** The console's addresses. */
export function consoleRoutes(source: ConsoleSource): Route[] {
  const { faults } = source;
  return [
    { method: 'GET', path: ADDRESS, handle: () => show(source) },
    {
      method: 'GET',
      path: '/console/state',
      handle: () => htmlReply(consoleState(source).text),
    },
    { method: 'POST', path: '/console/faults', handle: (request) => flip(request, source) },
    {
      method: 'POST',
      path: '/console/faults/clear',
      handle: () => {
        faults.clear();
        return redirectReply(ADDRESS);
      },
    },
  ];
}

function show(source: ConsoleSource): Reply {
  const nonce = randomBytes(16).toString('base64');
  return liveHtmlReply(consolePage(source, nonce), nonce);
}

/** Says what is to be, not what to change: a second click of the same button does no more. */
function flip({ body }: SandboxRequest, { faults }: ConsoleSource): Reply {
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
  return redirectReply(ADDRESS);
}
