import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import type { NewPayNestedForm } from '../../protocol/v2/nested-form.js';
import { parametersOf, requireJsonPost, requireVersion } from '../api/api.js';
import { Refusal, refusalReply } from '../api/envelope.js';
import type { Parameter } from '../api/parameters.js';
import { jsonTextReply, type Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import { envelopeText } from './envelope-text.js';
import { printSigned, type V2Data } from './signed-data.js';
import type { V2RequestChecks } from './v2-request-checks.js';

/** A call of API v2. */
export interface V2Call {
  /** Its parameters, including those of every call. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Whether it has the header `version`, which only the scanner has (protocol 2). */
  readonly hasVersion?: boolean;

  /**
   * Executes a request that has passed the checks.
   *
   * @throws {Refusal} the call is refused
   */
  run(request: VerifiedFields): V2Data;
}

export interface V2ApiParts {
  readonly checks: Pick<V2RequestChecks, 'pass'>;
  readonly signer: RsaSigner;
  /** The form in which the objects of an answer are signed. */
  readonly nested: NewPayNestedForm;
}

/** The common rules of all calls of API v2 (protocol 2, 3, 6). */
export class V2Api {
  constructor(private readonly parts: V2ApiParts) {}

  /** Creates the route of a call. */
  route(path: string, call: V2Call): Route {
    return { path, handle: (request) => this.#answer(request, call) };
  }

  async #answer(request: SandboxRequest, call: V2Call): Promise<Reply> {
    const { checks, signer, nested } = this.parts;
    try {
      requireJsonPost(request);
      if (call.hasVersion) {
        requireVersion(request);
      }
      const received = { object: parametersOf(request), bytes: request.body };
      const data = call.run(checks.pass(received, call.parameters));
      return jsonTextReply(envelopeText(await printSigned(data, nested, signer)));
    } catch (error) {
      if (error instanceof Refusal) {
        return refusalReply(error.code, error.message);
      }
      throw error;
    }
  }
}
