import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { NewPaySignatureError } from '../../../lib/index.js';
import { RsaSigner } from '../../../lib/protocol/signature/rsa-signer.js';
import { RsaVerifier } from '../../../lib/protocol/signature/rsa-verifier.js';
import { stringToSign } from '../../../lib/protocol/signature/string-to-sign.js';
import {
  NESTED_FORMS,
  NestedForms,
  type NewPayNestedForm,
} from '../../../lib/protocol/v2/nested-form.js';
import { SignedV2Message } from '../../../lib/protocol/v2/signed-v2-message.js';
import { received } from '../../support/received.js';

interface Vector {
  readonly form: NewPayNestedForm;
  readonly body: string;
  readonly stringToSign: string;
  readonly sign: string;
}

const fileOf = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));
const vectors = JSON.parse(fileOf('nested-vectors.json').toString()) as Vector[];
const privateKey = createPrivateKey(fileOf('platform-test-key.pem'));
const signer = new RsaSigner(privateKey);
const keys = new RsaVerifier([createPublicKey(privateKey)]);

function signed(body: string, sign: string): SignedV2Message {
  return new SignedV2Message(received(body.replace(/\}$/, `,"sign":"${sign}"}`)));
}

describe('Vectors of Java for the forms of objects', () => {
  it('There is one for each body and form.', () => {
    const bodies = fileOf('nested-bodies.txt').toString().trim().split('\n');
    expect(vectors.map(({ form, body }) => `${form} ${body}`)).toEqual(
      bodies.flatMap((body) => NESTED_FORMS.map((form) => `${form} ${body}`)),
    );
  });

  it.each(vectors)(
    'In the form $form the text and the signature of $body are the same.',
    async ({ form, body, sign, stringToSign: text }) => {
      const [signing] = signed(body, sign).signingForms([form]);
      expect(signing?.problem).toBeUndefined();
      expect(stringToSign(signing?.params ?? new Map())).toBe(text);
      expect(await signer.sign(signing?.params ?? new Map())).toBe(sign);
    },
  );

  it.each(vectors)(
    'A message in the form $form is accepted in it and by "auto", and in another only where the text is the same: $body',
    ({ body, sign, stringToSign: text }) => {
      for (const other of NESTED_FORMS) {
        const theirs = vectors.find((vector) => vector.form === other && vector.body === body);
        const verify = () => signed(body, sign).verify(keys, new NestedForms(other));
        if (theirs?.stringToSign === text) {
          expect(verify).not.toThrow();
        } else {
          expect(verify).toThrow(NewPaySignatureError);
        }
      }
      const forms = new NestedForms('auto');
      signed(body, sign).verify(keys, forms);
      expect(forms.known === undefined).toBe(!/[^^]\{/.test(body));
    },
  );
});
