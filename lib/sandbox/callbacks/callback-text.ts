import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import { signFields } from '../sign-fields.js';

/** A field of a callback. A name may be repeated with the same value. Numbers must be whole. */
export type CallbackField = readonly [name: string, value: string | number];

/** Appends the `sign` to the fields. A repeated name is signed once (inferred, protocol 10.3). */
export async function withSignature(
  fields: readonly CallbackField[],
  signer: RsaSigner,
): Promise<CallbackField[]> {
  return [...fields, ['sign', await signFields(Object.fromEntries(fields), signer)]];
}

/** The JSON of the fields. Not from an object, because a name may be repeated. */
export function printFields(fields: readonly CallbackField[]): string {
  const members = fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${members.join(',')}}`;
}
