import type { NewPayKeyMaterial } from '../protocol/keys/key-material.js';

/** What {@link NewPaySignature.explain} needs besides the body. */
export interface ExplainSignatureOptions {
  /** The public key of whoever signed, or several: an explanation says which one fits. */
  readonly platformPublicKey: NewPayKeyMaterial | readonly NewPayKeyMaterial[];

  /**
   * Shows `***` for every value that is not empty, whatever its length, so that an explanation can
   * be logged or passed on. Names stay.
   *
   * @default false
   */
  readonly mask?: boolean;
}

/** A field that takes part in a signature. */
export interface NewPaySignedField {
  readonly name: string;
  /** Its text as it stands in the body, or masked. */
  readonly text: string;
}

/** A field that takes no part in a signature. */
export interface NewPayLeftOutField {
  readonly name: string;
  /** `sign`: it is the signature itself; `null`: it has no value. */
  readonly reason: 'sign' | 'null';
}

/** Why a body's signature is accepted or not, as {@link NewPaySignature.explain} finds out. */
export interface NewPaySignatureExplanation {
  /** Whether the signature is accepted: what the callback route and the check of answers decide. */
  readonly verified: boolean;

  /**
   * What is signed: the body itself (a callback), or the `data` of an answer, without the envelope
   * around it. Absent when the body cannot be read.
   */
  readonly signedPart?: 'body' | 'data';

  /** The text that the signature has to cover, to the letter or masked. Absent when there is none. */
  readonly stringToSign?: string;

  /** The fields that take part, in the order in which the string to sign has them. */
  readonly fields: readonly NewPaySignedField[];

  /** The fields that take no part. */
  readonly leftOut: readonly NewPayLeftOutField[];

  /** The index of the key that made the signature; absent when it is not verified. */
  readonly matchedKey?: number;

  /** A sentence on why it is not verified. */
  readonly problem?: string;

  /** More about the problem, each sentence found out by trying. */
  readonly hints: readonly string[];
}
