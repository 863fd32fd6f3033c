import { refuseUnknownPath } from './api/api.js';
import type { ActivityLog } from './activity/activity-log.js';
import { htmlReply } from './http/reply.js';
import type { Fallback, SandboxRequest } from './http/router.js';
import { notFoundPage } from './pages/not-found-page.js';

/** Answers an unknown path: a browser with a page, and an app as the API does, which is recorded. */
export function unknownPath(activities: Pick<ActivityLog, 'record'>): Fallback {
  return (request) => {
    if (isOfBrowser(request)) {
      return htmlReply(notFoundPage(request.path), 404);
    }
    const reply = refuseUnknownPath(request);
    const { method, path } = request;
    const { status, refusal = '' } = reply;
    // A browser asks for icons by itself.
    if (method !== 'GET') {
      activities.record({
        type: 'request',
        method,
        path,
        status,
        refusal,
        faults: [],
        at: new Date(),
      });
    }
    return reply;
  };
}

function isOfBrowser({ method, headers }: SandboxRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}
