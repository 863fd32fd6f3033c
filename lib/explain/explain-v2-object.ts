import type { KeyObject } from 'node:crypto';
import { NewPayValidationError } from '../errors/index.js';
import type { LosslessObject } from '../protocol/json/lossless-json.js';
import { RsaVerifier } from '../protocol/signature/rsa-verifier.js';
import { UNSIGNED } from '../protocol/signature/signed-message.js';
import { stringToSign, type SignedParams } from '../protocol/signature/string-to-sign.js';
import { NESTED_FORMS, NestedForms, type NewPayNestedForm } from '../protocol/v2/nested-form.js';
import { isEnvelope, SignedV2Message, type SigningForm } from '../protocol/v2/signed-v2-message.js';
import type { ExplanationContext, ObjectExplainer } from './explain-signature.js';
import { objectVariantHints } from './object-variants.js';
import { shownParts } from './shown-parts.js';
import { diagnose } from './signature-mistakes.js';
import type {
  NewPayFormExplanation,
  NewPaySignatureExplanation,
} from './signature-explanation.interface.js';

type Verdict = Pick<NewPaySignatureExplanation, 'verified' | 'matchedKey' | 'problem' | 'hints'>;

/** A form in which the message can be signed. */
interface PossibleForm {
  readonly form: NewPayNestedForm;
  readonly params: SignedParams;
}

/** Explains a message of API v2 in every form in which an object inside it may be signed. */
export const explainV2Object: ObjectExplainer = (body, context) => {
  const { object, signedPart } = signedPartOf(body.object);
  const message = new SignedV2Message(body);
  const { sign, hasNested } = message;
  // Without an object inside, the text is the same in every form.
  const forms = message.signingForms(hasNested ? NESTED_FORMS : NESTED_FORMS.slice(0, 1));
  const possible = forms.flatMap(({ form, params }) => (params ? [{ form, params }] : []));
  const explained = forms.map((form) => explainForm(message, form, context));
  const fitting = explained.find(({ fits }) => fits)?.form;
  const shown = possible.find(({ form }) => form === fitting) ?? possible[0];
  return {
    ...(sign
      ? judge({ object, possible, explained, fitting, hasNested }, sign, context.keys)
      : { verified: false, problem: UNSIGNED, hints: [] }),
    signedPart,
    ...shownParts({ object, params: shown?.params ?? new Map() }, context.show),
    ...(hasNested && { forms: explained }),
  };
};

function signedPartOf(body: LosslessObject): {
  readonly object: LosslessObject;
  readonly signedPart: 'data' | 'body';
} {
  return isEnvelope(body)
    ? { object: body['data'] as LosslessObject, signedPart: 'data' }
    : { object: body, signedPart: 'body' };
}

function explainForm(
  message: SignedV2Message,
  { form, params, problem }: SigningForm,
  { keys, show }: ExplanationContext,
): NewPayFormExplanation {
  if (!params) {
    return { form, fits: false, problem };
  }
  const text = stringToSign(new Map(Array.from(params, ([name, value]) => [name, show(value)])));
  try {
    message.verify(new RsaVerifier(keys), new NestedForms(form));
    return { form, fits: true, stringToSign: text };
  } catch (error) {
    // A valid signature whose text has a second reading.
    const ambiguity = error instanceof NewPayValidationError ? { problem: error.message } : {};
    return { form, fits: false, stringToSign: text, ...ambiguity };
  }
}

interface Judged {
  readonly object: LosslessObject;
  readonly possible: readonly PossibleForm[];
  readonly explained: readonly NewPayFormExplanation[];
  readonly fitting: NewPayNestedForm | undefined;
  readonly hasNested: boolean;
}

function judge(
  { object, possible, explained, fitting, hasNested }: Judged,
  sign: string,
  keys: readonly KeyObject[],
): Verdict {
  if (fitting !== undefined) {
    const text = stringToSign(possible.find(({ form }) => form === fitting)?.params ?? new Map());
    const matchedKey = new RsaVerifier(keys).indexOfSigner(text, sign);
    return { verified: true, matchedKey, hints: hasNested ? formHints(explained) : [] };
  }
  const ambiguous = explained.find(({ stringToSign: text, problem }) => text && problem);
  if (ambiguous) {
    return { verified: false, problem: ambiguous.problem, hints: [] };
  }
  const [problem, ...hints] = diagnoseForms({ object, possible }, sign, keys);
  const ofObjects = objectVariantHints(object, sign, keys);
  return { verified: false, problem, hints: [...hints, ...ofObjects] };
}

function formHints(explained: readonly NewPayFormExplanation[]): string[] {
  const fitting = explained.filter(({ fits }) => fits).map(({ form }) => `"${form}"`);
  const [form = ''] = fitting;
  return fitting.length === 1
    ? [`NewPay signs objects in the form ${form}: the option "v2.nested" can be set to it.`]
    : [
        `The text is the same in the forms ${fitting.join(', ')}: another message may tell which one NewPay uses.`,
      ];
}

/** What is known of the signature in every form; the mistakes that only one form shows name it. */
function diagnoseForms(
  { object, possible }: Pick<Judged, 'object' | 'possible'>,
  sign: string,
  keys: readonly KeyObject[],
): string[] {
  const diagnoses = possible.map(({ form, params }) => ({
    form,
    sentences: diagnose({ object, params }, sign, keys),
  }));
  const common = (diagnoses[0]?.sentences ?? []).filter((sentence) =>
    diagnoses.every(({ sentences }) => sentences.includes(sentence)),
  );
  const single = diagnoses.flatMap(({ form, sentences }) =>
    sentences
      .filter((sentence) => !common.includes(sentence))
      .map((sentence) => `In the form "${form}": ${sentence}`),
  );
  return [...common, ...single];
}
