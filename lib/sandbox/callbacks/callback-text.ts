import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import { signFields } from '../sign-fields.js';

/** A field of a callback in its place; a name may stand twice with one value. Numbers are whole. */
export type CallbackField = readonly [name: string, value: string | number];

/**
 * The fields with their `sign` behind them. A name that stands twice is signed once (inferred: no
 * page says how, protocol 10.3).
 */
export async function withSignature(
  fields: readonly CallbackField[],
  signer: RsaSigner,
): Promise<CallbackField[]> {
  return [...fields, ['sign', await signFields(Object.fromEntries(fields), signer)]];
}

/** The JSON of the fields. Written by hand, because an object cannot hold a name twice. */
export function printFields(fields: readonly CallbackField[]): string {
  const members = fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${members.join(',')}}`;
}
