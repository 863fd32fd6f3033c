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
  WrongSignatureError,
  type VerifiedFields,
} from '../signature/signed-message.js';
import { stringToSign, type SignedParams } from '../signature/string-to-sign.js';
import { requireOneReading } from './ambiguous-v2-text.js';
import type { NestedForms, NewPayNestedForm } from './nested-form.js';
import {
  compactJson,
  membersOf,
  signedTexts,
  type MessageParts,
  type NestedValue,
} from './nested-text.js';

/** A message as it was received: its envelope, if it has one, and its bytes. */
export interface ReceivedMessage {
  readonly object: LosslessObject;
  /** The bytes that `object` was parsed from. */
  readonly bytes: Uint8Array;
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
    this.#parts = partsOf(object, () => wireTexts(message, object));
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
    const fieldsOf = { params: textsOf(this.#parts), objects: objectsOf(this.#parts) };
    const tried = new Set<string>();
    // Without an object inside, the text is the same in every form.
    for (const form of this.hasNested ? candidates : candidates.slice(0, 1)) {
      const signed = this.#textsIn(form, candidates.length > 1);
      if (!signed) {
        continue;
      }
      const text = stringToSign(signed.params);
      const fields = tried.has(text) ? undefined : verifyFields({ text, ...fieldsOf }, sign, keys);
      tried.add(text);
      if (fields) {
        requireOneReading(signed.values);
        if (this.hasNested) {
          forms.used(form);
        }
        return fields;
      }
    }
    throw new WrongSignatureError(
      this.hasNested && candidates.length > 1 ? `${WRONGLY_SIGNED} ${NO_FORM}` : WRONGLY_SIGNED,
    );
  }

  /** What the message says, without a proof. */
  get unverifiedFields(): UnverifiedFields {
    return new UnverifiedFields(this.#parts);
  }

  #textsIn(
    form: NewPayNestedForm,
    isOneOfMany: boolean,
  ): ReturnType<typeof signedTexts> | undefined {
    try {
      return signedTexts(this.#parts, form);
    } catch (error) {
      if (isOneOfMany && error instanceof LosslessJsonError) {
        return undefined;
      }
      throw error;
    }
  }
}

const NO_FORM =
  'It has an object inside, and no known form of its signed text fits: see the option "v2.nested".';

/** The fields of a message that nobody has verified. */
export class UnverifiedFields implements Pick<VerifiedFields, 'get' | 'object' | 'toRecord'> {
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

/** The text of each member of the signed object as it was sent. */
function wireTexts(
  { object, bytes }: ReceivedMessage,
  signed: LosslessObject,
): ReadonlyMap<string, string> {
  const text = decodeJson(bytes);
  // The usual form: what is printed again is what was sent, and nothing has to be searched for.
  if (JSON.stringify(object) === text) {
    return new Map(Object.keys(signed).map((name) => [name, JSON.stringify(signed[name])]));
  }
  const texts = memberTexts(text);
  return signed === object ? texts : memberTexts(texts.get('data') ?? '');
}

function partsOf(
  object: LosslessObject,
  readWire: () => ReadonlyMap<string, string>,
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
      nested.set(name, { value, wire: () => (wire ??= readWire()).get(name) ?? '' });
    } else {
      texts.set(name, text);
    }
  }
  return { texts, nested };
}

/** Every field as text; what is nested as compact JSON, whatever form it was signed in. */
function textsOf({ texts, nested }: MessageParts): SignedParams {
  if (nested.size === 0) {
    return texts;
  }
  const all = new Map(texts);
  nested.forEach(({ value }, name) => all.set(name, compactJson(value)));
  return all;
}

function objectsOf({ nested }: MessageParts): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const objects = new Map<string, ReadonlyMap<string, string>>();
  for (const [name, { value }] of nested) {
    const members = membersOf(value);
    if (members) {
      objects.set(name, members);
    }
  }
  return objects;
}
