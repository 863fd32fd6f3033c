import type { NewPaySandboxAnswerFault } from '../faults/newpay-sandbox-fault.js';

/** The answer of the sandbox to a request. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * Whether the connection is closed without an answer.
   * @default false
   */
  readonly isDropped?: boolean;
  /** Why the request is refused, for the log. */
  readonly refusal?: string | undefined;
  /** The faults that changed the answer, for the log. */
  readonly faults?: readonly NewPaySandboxAnswerFault[];
}

/** A JSON answer of the API. */
export function jsonReply(value: object, status = 200): Reply {
  return jsonTextReply(JSON.stringify(value), status);
}

/** A JSON answer of the API that is printed already. */
export function jsonTextReply(body: string, status = 200): Reply {
  return { status, headers: { 'Content-Type': 'application/json;charset=UTF-8' }, body };
}

/** A plain text answer. */
export function textReply(text: string, status: number): Reply {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: text };
}

/** Without `form-action`, which Chrome also applies to the redirect to the shop. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/** A page that is not cached, loads nothing and runs no script. */
export function htmlReply(page: string, status = 200): Reply {
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': PAGE_POLICY,
    },
    body: page,
  };
}

/** A page that runs its own script, identified by a nonce, which may call the sandbox. */
export function liveHtmlReply(page: string, nonce: string): Reply {
  const reply = htmlReply(page);
  const policy = `${PAGE_POLICY}; script-src 'nonce-${nonce}'; connect-src 'self'`;
  return { ...reply, headers: { ...reply.headers, 'Content-Security-Policy': policy } };
}

/** Redirects a browser with a GET after it submitted a form. */
export function redirectReply(url: string): Reply {
  return { status: 303, headers: { Location: url }, body: '' };
}
