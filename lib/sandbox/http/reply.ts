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

/** A page. It shows the newest state, loads nothing and runs no script. */
export function htmlReply(page: string, status = 200): Reply {
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      // Without `form-action`: Chrome holds it against the redirect to the shop as well.
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    },
    body: page,
  };
}

/** Sends a browser on with a GET, after its form was handled. */
export function redirectReply(address: string): Reply {
  return { status: 303, headers: { Location: address }, body: '' };
}
