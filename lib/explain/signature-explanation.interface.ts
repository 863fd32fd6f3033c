import type { NewPayKeyMaterial } from '../protocol/keys/key-material.js';
import type { NewPayNestedForm } from '../protocol/v2/nested-form.js';

/**
 * The options of {@link NewPaySignature.explain}.
 *
 * @publicApi
 */
export interface ExplainSignatureOptions {
  /** The public key of the signer, or several; the explanation tells which one matches. */
  readonly platformPublicKey: NewPayKeyMaterial | readonly NewPayKeyMaterial[];

  /**
   * Shows `***` in place of every non-empty value, so that the explanation can be logged or shared.
   * Names are shown.
   *
   * @default false
   */
  readonly mask?: boolean;

  /**
   * The API of the message. Only a message of API v2 has objects inside: with `v2` every form is tried in
   * which they may be signed ({@link NewPayNestedForm}), and the explanation tells which one fits.
   *
   * @default 'v1'
   */
  readonly api?: 'v1' | 'v2';
}

/**
 * The signed text of a message of API v2 in one form.
 *
 * @publicApi
 */
export interface NewPayFormExplanation {
  /** The form, a value of the option `v2.nested`. */
  readonly form: NewPayNestedForm;
  /** Whether the signature is valid in this form. */
  readonly fits: boolean;
  /** The string to sign, with masked values if `mask` is set; missing when there is none. */
  readonly stringToSign?: string;
  /** Why the message cannot be signed or accepted in this form; missing when it can. */
  readonly problem?: string;
}

/**
 * A field that is part of the string to sign.
 *
 * @publicApi
 */
export interface NewPaySignedField {
  /** The name of the field. */
  readonly name: string;
  /** The text of its value as in the body, or masked. */
  readonly text: string;
}

/**
 * A field that is not part of the string to sign.
 *
 * @publicApi
 */
export interface NewPayLeftOutField {
  /** The name of the field. */
  readonly name: string;
  /** `sign`: the field is the signature; `null`: its value is `null`. */
  readonly reason: 'sign' | 'null';
}

/**
 * The result of {@link NewPaySignature.explain}.
 *
 * @publicApi
 */
export interface NewPaySignatureExplanation {
  /**
   * Whether the signature is valid; the callback route and the API client decide in the same way.
   */
  readonly verified: boolean;

  /**
   * The part that is signed: the whole body (a callback), or `data` (an answer). Missing when the
   * body is not valid JSON.
   */
  readonly signedPart?: 'body' | 'data';

  /**
   * The string to sign, with masked values if `mask` is set. Missing when the body is not valid
   * JSON.
   */
  readonly stringToSign?: string;

  /** The fields in the string to sign, in its order. */
  readonly fields: readonly NewPaySignedField[];

  /**
   * The text in each form, for a message of API v2 that has an object inside: `stringToSign` and `fields`
   * are those of the first form that fits, or of the first one that is possible. Missing for other
   * messages, whose text is the same in every form.
   */
  readonly forms?: readonly NewPayFormExplanation[];

  /** The fields that are not in the string to sign. */
  readonly leftOut: readonly NewPayLeftOutField[];

  /** The index of the key that verifies the signature; missing when none does. */
  readonly matchedKey?: number;

  /** Why the signature is not valid, as a sentence; missing when it is. */
  readonly problem?: string;

  /** Possible causes of the problem. Each sentence is true: it was checked against the signature. */
  readonly hints: readonly string[];
}
