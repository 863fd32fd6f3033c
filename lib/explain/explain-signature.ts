import type { KeyObject } from 'node:crypto';
import { types } from 'node:util';
import {
  parseLosslessJson,
  LosslessJsonError,
  type LosslessObject,
} from '../protocol/json/lossless-json.js';
import type { NewPaySignatureExplanation } from './signature-explanation.interface.js';

/** What an explanation depends on, beside the body. */
export interface ExplanationContext {
  readonly keys: readonly KeyObject[];
  /** Returns the text to show for the value of a field. */
  readonly show: (text: string) => string;
}

/** Explains the signature of a body that is a JSON object. */
export type ObjectExplainer = (
  body: { readonly object: LosslessObject; readonly bytes: Uint8Array },
  context: ExplanationContext,
) => NewPaySignatureExplanation;

/** Explains the signature of a body, which may also be invalid JSON. */
export function explainSignature(
  body: unknown,
  { explainer, ...context }: ExplanationContext & { readonly explainer: ObjectExplainer },
): NewPaySignatureExplanation {
  try {
    const bytes = bytesOf(body);
    return explainer({ ...parseLosslessJson(bytes), bytes }, context);
  } catch (error) {
    if (error instanceof LosslessJsonError) {
      const problem = `The body cannot be verified: ${error.message}.`;
      return { verified: false, problem, hints: [], fields: [], leftOut: [] };
    }
    throw error;
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') {
    return Buffer.from(body);
  }
  // Also of another realm, such as that of a test environment.
  if (types.isUint8Array(body)) {
    return body;
  }
  throw new LosslessJsonError(
    'it is not the raw body: pass the original text or bytes, not a parsed object',
  );
}
