import { parseWireObject, type WireObject } from '../../core/wire/wire-text.js';
import type { Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import { Refusal, refusalReply, resultReply } from './envelope.js';

/** One call of the API: turns the parameters of a request into the signed `data` of its answer. */
export interface ApiCall {
  /** @throws {Refusal} the call is refused */
  run(parameters: WireObject): Promise<object>;
}

/** Serves a call at a path, by the rules that all calls have in common (protocol 2). */
export function apiRoute(path: string, call: ApiCall): Route {
  return { path, handle: (request) => answer(request, call) };
}

/** Refuses what is no call, in the words of the API: a wrong path of an endpoint ends here. */
export function refuseUnknownPath({ method, path }: SandboxRequest): Reply {
  return refusalReply('NOT_FOUND', `The sandbox has nothing at ${method} ${path}`, 404);
}

async function answer(request: SandboxRequest, call: ApiCall): Promise<Reply> {
  try {
    requireDocumentedHead(request);
    return resultReply(await call.run(parametersOf(request)));
  } catch (error) {
    if (error instanceof Refusal) {
      return refusalReply(error.code, error.message);
    }
    throw error;
  }
}

function requireDocumentedHead({ method, headers }: SandboxRequest): void {
  if (method !== 'POST') {
    throw new Refusal('METHOD_NOT_ALLOWED', `The method must be POST, it is ${method}`);
  }
  const contentType = headers['content-type'];
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    throw new Refusal(
      'UNSUPPORTED_CONTENT_TYPE',
      `The header Content-Type must be application/json, it is ${contentType ?? 'missing'}`,
    );
  }
  const { version } = headers;
  if (version !== '1.0') {
    throw new Refusal(
      'UNSUPPORTED_VERSION',
      `The header version must be 1.0, it is ${String(version ?? 'missing')}`,
    );
  }
}

function parametersOf({ body }: SandboxRequest): WireObject {
  try {
    return parseWireObject(body);
  } catch (error) {
    throw new Refusal('MALFORMED_REQUEST', `The body cannot be read: ${(error as Error).message}`);
  }
}
