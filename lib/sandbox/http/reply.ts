/** What the sandbox answers to a request. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * Whether the connection is closed instead.
   * @default false
   */
  readonly isDropped?: boolean;
}

/** An answer of the API. */
export function jsonReply(value: object, status = 200): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(value),
  };
}

/** Plain words. */
export function textReply(text: string, status: number): Reply {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: text };
}

/** Without `form-action`: Chrome holds it against the redirect to the shop as well. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/** A page. It shows the newest state, loads nothing and runs no script. */
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

/** A page whose own script runs, known by its nonce, and may ask the sandbox. */
export function liveHtmlReply(page: string, nonce: string): Reply {
  const reply = htmlReply(page);
  const policy = `${PAGE_POLICY}; script-src 'nonce-${nonce}'; connect-src 'self'`;
  return { ...reply, headers: { ...reply.headers, 'Content-Security-Policy': policy } };
}

/** Sends a browser on with a GET, after its form was handled. */
export function redirectReply(address: string): Reply {
  return { status: 303, headers: { Location: address }, body: '' };
}
