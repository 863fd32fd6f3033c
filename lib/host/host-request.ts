import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isUint8Array } from 'node:util/types';

/** What is read of a request: of Express's, which is Node's own, and of Fastify's, which holds it. */
export interface HostRequest {
  readonly headers: IncomingHttpHeaders;
  /** Node's own request, on Fastify. */
  readonly raw?: unknown;
  body?: unknown;
  rawBody?: unknown;
}

/** As deep as the messages of API v2: an envelope, its data, an amount. */
const MAX_COPIED_DEPTH = 2;

/** Node's own request. A host on Express may keep something else under `raw`. */
export function nodeRequestOf(request: HostRequest): IncomingMessage & HostRequest {
  const { raw } = request as { raw?: Partial<IncomingMessage> | null };
  return (
    typeof raw === 'object' && raw !== null && typeof raw.headers === 'object' ? raw : request
  ) as IncomingMessage & HostRequest;
}

/**
 * The bytes of the body that the host, or the environment that it runs in, has kept: in `rawBody`, or
 * in `body` as bytes. Not a text in `body`, which the host may have made: a signature covers the bytes.
 */
export function keptBody(request: HostRequest): Uint8Array | undefined {
  return keptOn(request) ?? keptOn(nodeRequestOf(request));
}

function keptOn({ rawBody, body }: HostRequest): Uint8Array | undefined {
  if (typeof rawBody === 'string') {
    return Buffer.from(rawBody);
  }
  if (isUint8Array(rawBody)) {
    return rawBody;
  }
  return isUint8Array(body) ? body : undefined;
}

/**
 * Leaves the bytes where hosts look for them: in `rawBody`, and parsed in `body`, as if Nest's parser
 * had been at work. What is verified is never read from here.
 *
 * Parsed at once, not by a getter when somebody looks: a getter would give each request a hidden class of
 * its own, which the garbage collector carries along.
 *
 * @param value what `JSON.parse` makes of the bytes, if it is known: the host gets an object of its own
 */
export function showBody(request: HostRequest, bytes: Buffer, value: object | undefined): void {
  request.rawBody ??= bytes;
  request.body = (value && copyOf(value)) ?? parsed(bytes);
}

/** A copy that shares nothing with the original; `undefined` if it is nested too deeply to be copied here. */
function copyOf(value: object, depth = 0): object | undefined {
  if (depth > MAX_COPIED_DEPTH || Array.isArray(value)) {
    return undefined;
  }
  const copy: Record<string, unknown> = { ...value };
  for (const name of Object.keys(copy)) {
    const member = copy[name];
    if (typeof member === 'object' && member !== null) {
      const copied = copyOf(member, depth + 1);
      if (!copied) {
        return undefined;
      }
      copy[name] = copied;
    }
  }
  return copy;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
