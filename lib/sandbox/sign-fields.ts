import type { RsaSigner } from '../protocol/signature/rsa-signer.js';

/**
 * Computes the `sign` of a flat object. Its numbers must be whole, so that their text in the JSON
 * is unambiguous.
 */
export function signFields(
  fields: Readonly<Record<string, string | number>>,
  signer: RsaSigner,
): Promise<string> {
  return signer.sign(new Map(Object.entries(fields).map(([name, value]) => [name, `${value}`])));
}
