import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** What is read of a request: of Express's, which is Node's own, and of Fastify's, which holds it. */
export interface HostRequest {
  readonly headers: IncomingHttpHeaders;
  /** Node's own request, on Fastify. */
  readonly raw?: unknown;
  body?: unknown;
  rawBody?: unknown;
}

/** Node's own request. A host on Express may keep something else under `raw`. */
export function nodeRequestOf(request: HostRequest): IncomingMessage & HostRequest {
  const { raw } = request as { raw?: Partial<IncomingMessage> | null };
  return (
    typeof raw === 'object' && raw !== null && typeof raw.headers === 'object' ? raw : request
  ) as IncomingMessage & HostRequest;
}

/**
 * Leaves the bytes where hosts look for them: in `rawBody`, and parsed in `body`, as if Nest's parser
 * had been at work. Parsed when somebody looks; what is verified is never read from here.
 */
export function showBody(request: HostRequest, bytes: Buffer): void {
  request.rawBody ??= bytes;
  const show = (value: unknown) =>
    Object.defineProperty(request, 'body', {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  Object.defineProperty(request, 'body', {
    get: () => {
      const value = parsed(bytes);
      show(value);
      return value;
    },
    set: show,
    configurable: true,
    enumerable: true,
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
