import { NewPaySignatureError } from '../../errors/index.js';
import {
  decodeJson,
  isLosslessObject,
  LosslessJsonError,
  quoteName,
  textOf,
  type LosslessObject,
} from '../json/lossless-json.js';
import { memberTexts } from '../json/member-texts.js';
import type { RsaVerifier } from '../signature/rsa-verifier.js';
import {
  UNSIGNED,
  verifyFields,
  WRONGLY_SIGNED,
  wrongSignature,
  type MessageObjects,
  type VerifiedFields,
} from '../signature/signed-message.js';
import { stringToSign, type SignedParams } from '../signature/string-to-sign.js';
import { requireOneReading } from './ambiguous-v2-text.js';
import { IDENTIFYING_V2_FIELDS } from './documented-fields.js';
import type { NestedForms, NewPayNestedForm } from './nested-form.js';
import {
  compactJson,
  membersOf,
  signedTexts,
  type MessageParts,
  type NestedValue,
  type SignedTexts,
} from './nested-text.js';

/** A message as it was received: its envelope, if it has one, and its bytes. */
export interface ReceivedMessage {
  readonly object: LosslessObject;
  /** The bytes that `object` was parsed from. */
  readonly bytes: Uint8Array;
  /**
   * Whether `JSON.stringify` prints `object` as `bytes` have it.
   * @default false
   */
  readonly isReprintable?: boolean;
  /**
   * Whether the signed fields are in `data`.
   * @default whether `data` is an object and there is no `sign` beside it
   */
  readonly isEnveloped?: boolean;
}

/** One form that a message could be signed in. */
export interface SigningForm {
  readonly form: NewPayNestedForm;
  /** The signed parameters; `undefined` if the message cannot be signed in this form. */
  readonly params: SignedParams | undefined;
  /** Why it cannot be signed in this form, as a phrase. */
  readonly problem: string | undefined;
}

/** A signed object of API v2 as it was received. Its fields can be read only after verification. */
export class SignedV2Message {
  readonly #parts: MessageParts;
  readonly #sign: string | undefined;

  /**
   * @param message whose fields are beside `sign`, or in `data` together with it
   * @throws {LosslessJsonError} a field cannot be signed in any form
   */
  constructor(message: ReceivedMessage) {
    const { data, sign } = message.object;
    const { isEnveloped = isEnvelope(message.object) } = message;
    const object = isEnveloped ? (data as LosslessObject) : message.object;
    const given = isEnveloped ? object['sign'] : sign;
    this.#sign = typeof given === 'string' ? given : undefined;
    this.#parts = partsOf(
      object,
      message.isReprintable ? undefined : () => wireTexts(message, object),
    );
  }

  /** The signature; `undefined` if `sign` is missing or not a string. */
  get sign(): string | undefined {
    return this.#sign;
  }

  /** Whether a field is an object or an array: only then the form matters. */
  get hasNested(): boolean {
    return this.#parts.nested.size > 0;
  }

  /** What the message is signed by in each of these forms, for a diagnosis. */
  signingForms(forms: readonly NewPayNestedForm[]): SigningForm[] {
    return forms.map((form) => {
      try {
        const { params } = signedTexts(this.#parts, form);
        return { form, params, problem: undefined };
      } catch (error) {
        if (error instanceof LosslessJsonError) {
          return { form, params: undefined, problem: error.message };
        }
        throw error;
      }
    });
  }

  /**
   * Verifies the signature in the forms that are possible, and remembers the one that it fits.
   *
   * @throws {NewPaySignatureError} the message is not signed, or its signature fits no form
   * @throws {LosslessJsonError} the message cannot be signed in the configured form
   * @throws {NewPayValidationError} the signature is valid, but the signed text has a second reading
   */
  verify(keys: RsaVerifier, forms: NestedForms): VerifiedFields {
    const sign = this.#sign;
    if (!sign) {
      throw new NewPaySignatureError(UNSIGNED);
    }
    const { candidates } = forms;
    const params = textsOf(this.#parts);
    const objects = objectsOf(this.#parts);
    // Without an object inside, the text is the same in every form.
    const tried: string[] = [];
    for (const form of candidates) {
      const signed = this.#textsIn(form, candidates.length > 1);
      if (!signed) {
        continue;
      }
      const text = stringToSign(signed.params);
      const fields = tried.includes(text)
        ? undefined
        : verifyFields({ text, params, objects }, sign, keys);
      tried.push(text);
      if (fields) {
        requireOneReading(signed.values);
        if (this.hasNested) {
          forms.used(form);
        }
        return fields;
      }
    }
    throw wrongSignature(
      this.hasNested ? `${WRONGLY_SIGNED} ${problemOfForms(candidates)}` : WRONGLY_SIGNED,
    );
  }

  /** What the message says, without a proof. */
  get unverifiedFields(): UnverifiedFields {
    return new UnverifiedFields(this.#parts);
  }

  #textsIn(form: NewPayNestedForm, isOneOfMany: boolean): SignedTexts | undefined {
    try {
      return signedTexts(this.#parts, form);
    } catch (error) {
      if (!(error instanceof LosslessJsonError)) {
        throw error;
      }
      if (isOneOfMany) {
        return undefined;
      }
      throw new LosslessJsonError(`${error.message} ${SEE_OPTION}`, { cause: error });
    }
  }
}

/** What a message says that cannot be signed in the form of the option. */
export const SEE_OPTION = '(see the option "v2.nested")';

/** What the form can have to do with a signature that does not match. */
function problemOfForms(tried: readonly NewPayNestedForm[]): string {
  return tried.length > 1
    ? 'It has an object inside, and no known form of its signed text fits: check the key, then run "npx nestjs-newpay explain --v2" with the message.'
    : `It has an object inside, and the option "v2.nested" allows the form "${tried.join()}" only: if the key is right, set "v2.nested" to "auto".`;
}

/** The fields of a message that nobody has verified. */
class UnverifiedFields implements Pick<VerifiedFields, 'get' | 'object' | 'toRecord'> {
  readonly #texts: SignedParams;
  readonly #parts: MessageParts;

  constructor(parts: MessageParts) {
    this.#parts = parts;
    this.#texts = textsOf(parts);
  }

  get(name: string): string | undefined {
    return this.#texts.get(name);
  }

  object(name: string): ReadonlyMap<string, string> | undefined {
    return objectsOf(this.#parts).get(name);
  }

  toRecord(): Readonly<Record<string, string>> {
    return Object.freeze(Object.fromEntries(this.#texts));
  }
}

/** Whether the signed fields of a message are in its `data` (protocol 6.6). */
export function isEnvelope(object: LosslessObject): boolean {
  return isLosslessObject(object['data']) && !Object.hasOwn(object, 'sign');
}

/**
 * Whether a body has the shape of a callback of API v2: an envelope around its fields, or a field that v1
 * does not have (protocol 6.6). It decides only by which rules the body is verified: a message of one
 * version is none of the other, whatever its shape.
 */
export function looksLikeV2(object: LosslessObject): boolean {
  return isEnvelope(object) || IDENTIFYING_V2_FIELDS.some((name) => Object.hasOwn(object, name));
}

/** The text of each member of the signed object as it was sent. */
function wireTexts(
  { object, bytes }: ReceivedMessage,
  signed: LosslessObject,
): ReadonlyMap<string, string> {
  const texts = memberTexts(decodeJson(bytes));
  return signed === object ? texts : memberTexts(texts.get('data') ?? '');
}

/** @param readWire finds the texts in the bytes; `undefined` if they are what is printed again */
function partsOf(
  object: LosslessObject,
  readWire: (() => ReadonlyMap<string, string>) | undefined,
): MessageParts {
  const texts = new Map<string, string>();
  const nested = new Map<string, NestedValue>();
  let wire: ReadonlyMap<string, string> | undefined;
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (name === 'sign' || value === null) {
      continue;
    }
    if (name === '__proto__') {
      throw new LosslessJsonError(
        `field ${quoteName(name)} cannot be signed: its name is not valid`,
      );
    }
    const text = textOf(value);
    if (text === undefined) {
      let printed: string | undefined;
      const compact = (): string => (printed ??= compactJson(value));
      const found = readWire && ((): string => (wire ??= readWire()).get(name) ?? '');
      nested.set(name, { value, compact, wire: found ?? compact });
    } else {
      texts.set(name, text);
    }
  }
  return { texts, nested };
}

/** Every field as text; what is nested as compact JSON, whatever form it was signed in. */
function textsOf({ texts, nested }: MessageParts): SignedParams {
  const all = new Map(texts);
  nested.forEach(({ compact }, name) => all.set(name, compact()));
  return all;
}

function objectsOf({ nested }: MessageParts): MessageObjects {
  const objects = new Map<string, ReadonlyMap<string, string> | undefined>();
  for (const [name, { value }] of nested) {
    objects.set(name, membersOf(value));
  }
  return objects;
}
