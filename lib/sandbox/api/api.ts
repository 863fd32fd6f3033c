import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { parseLosslessObject, type LosslessObject } from '../../protocol/json/lossless-json.js';
import type { Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import { signFields } from '../sign-fields.js';
import { Refusal, refusalReply, resultReply } from './envelope.js';
import type { Parameter } from './parameters.js';
import type { RequestChecks } from './request-checks.js';

/** The `data` of an answer without `appId` and `sign`. Numbers must be whole. */
export type AnswerData = Readonly<Record<string, string | number>>;

/** A call of the API. */
export interface ApiCall {
  /** Its parameters, including those of every call. */
  readonly parameters: Readonly<Record<string, Parameter>>;

  /**
   * Executes a request that has passed the checks.
   *
   * @throws {Refusal} the call is refused
   */
  run(request: VerifiedFields): AnswerData;
}

export interface ApiParts {
  readonly appId: string;
  readonly checks: Pick<RequestChecks, 'pass'>;
  readonly signer: RsaSigner;
}

/** The common rules of all calls (protocol 2, 3, 4.0). */
export class Api {
  constructor(private readonly parts: ApiParts) {}

  /** Creates the route of a call. */
  route(path: string, call: ApiCall): Route {
    return { path, handle: (request) => this.#answer(request, call) };
  }

  async #answer(request: SandboxRequest, call: ApiCall): Promise<Reply> {
    try {
      requireJsonPost(request);
      requireVersion(request);
      const parameters = this.parts.checks.pass(parametersOf(request), call.parameters);
      return resultReply(await this.#sign(call.run(parameters)));
    } catch (error) {
      if (error instanceof Refusal) {
        return refusalReply(error.code, error.message);
      }
      throw error;
    }
  }

  async #sign(data: AnswerData): Promise<object> {
    const { appId, signer } = this.parts;
    return { appId, sign: await signFields({ appId, ...data }, signer), ...data };
  }
}

/** Answers an unknown path in the format of the API: the path of an endpoint may be wrong. */
export function refuseUnknownPath({ method, path }: SandboxRequest): Reply {
  return refusalReply('NOT_FOUND', `The sandbox has no endpoint ${method} ${path}`, 404);
}

/**
 * Checks the method and the headers that both APIs document (protocol 2).
 *
 * @throws {Refusal} one of them is another
 */
export function requireJsonPost({ method, headers }: SandboxRequest): void {
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
}

/**
 * Checks the header `version`, which v1 and the scanner have (protocol 2).
 *
 * @throws {Refusal} it is missing or another
 */
export function requireVersion({ headers }: SandboxRequest): void {
  const { version } = headers;
  if (version !== '1.0') {
    throw new Refusal(
      'UNSUPPORTED_VERSION',
      `The header version must be 1.0, it is ${String(version ?? 'missing')}`,
    );
  }
}

/** @throws {Refusal} the body is not a JSON object */
export function parametersOf({ body }: SandboxRequest): LosslessObject {
  try {
    return parseLosslessObject(body);
  } catch (error) {
    throw new Refusal('MALFORMED_REQUEST', `The body cannot be read: ${(error as Error).message}`);
  }
}
