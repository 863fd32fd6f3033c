import type { NewPayNestedForm } from 'nestjs-newpay';

/** Plain JSON values: text, numbers, `null`, and objects of these. */
export type PlainFields = Readonly<Record<string, unknown>>;

/** Written independently of the package: the string to sign of plain values in each form. */
export function plainV2StringToSign(fields: PlainFields, form: NewPayNestedForm): string {
  const params = new Map<string, string>();
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'sign' || value === null || value === undefined) {
      continue;
    }
    if (typeof value !== 'object') {
      params.set(name, `${value as string | number}`);
      continue;
    }
    const members = Object.entries(value as PlainFields).filter(([, member]) => member !== null);
    const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
    switch (form) {
      case 'wire':
      case 'json':
        params.set(name, JSON.stringify(value));
        break;
      case 'sorted-json':
        params.set(name, JSON.stringify(Object.fromEntries(sorted)));
        break;
      case 'java':
        params.set(name, `{${members.map(([key, text]) => `${key}=${String(text)}`).join(', ')}}`);
        break;
      case 'fields':
        params.set(name, sorted.map(([key, text]) => `${key}=${String(text)}`).join('&'));
        break;
      case 'dotted':
        members.forEach(([key, text]) => params.set(`${name}.${key}`, String(text)));
        break;
      case 'lifted':
        members.forEach(([key, text]) => params.set(key, String(text)));
        break;
    }
  }
  return [...params.keys()]
    .sort()
    .map((name) => `${name}=${params.get(name)}`)
    .join('&');
}
