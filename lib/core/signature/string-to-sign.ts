/**
 * The text that a NewPay signature covers (protocol 3): every parameter but `sign`, sorted by name,
 * joined as `name=value` with `&`, values raw and not URL-encoded. `""` takes part, what is absent
 * does not.
 */
export function stringToSign(fields: Iterable<readonly [name: string, text: string]>): string {
  return Array.from(fields)
    .filter(([name]) => name !== 'sign')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`)
    .join('&');
}
