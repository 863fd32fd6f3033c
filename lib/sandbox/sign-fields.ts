import type { RsaSigner } from '../protocol/signature/rsa-signer.js';

/** The `sign` of a flat object; its numbers must be whole, so that they sign as they print. */
export function signFields(
  fields: Readonly<Record<string, string | number>>,
  signer: RsaSigner,
): Promise<string> {
  return signer.sign(new Map(Object.entries(fields).map(([name, value]) => [name, `${value}`])));
}
