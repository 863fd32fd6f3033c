import {
  joinParameters,
  signingOrder,
  stringToSign,
  type SignedParams,
} from '../protocol/signature/string-to-sign.js';
import { isLosslessNumber, type LosslessObject } from '../protocol/json/lossless-json.js';

/** An object and the texts of those of its fields that take part in the signature. */
export interface SignedObject {
  readonly object: LosslessObject;
  readonly texts: SignedParams;
}

/** A string to sign as it comes out when one of the rules is not followed. */
export interface TextVariant {
  /** What is different, following "the text in which". */
  readonly difference: string;
  readonly textOf: (signed: SignedObject) => string;
}

/**
 * The mistakes that are made when a string to sign is put together, and what other readings of
 * NewPay's rules would give where its pages leave one open (protocol 3).
 */
export const TEXT_VARIANTS: readonly TextVariant[] = [
  {
    difference: 'fields that are "" are left out',
    textOf: ({ texts }) =>
      stringToSign(new Map(Array.from(texts).filter(([, text]) => text !== ''))),
  },
  {
    difference: 'fields that are null stand as "name="',
    textOf: (signed) => withNulls(signed, ''),
  },
  {
    difference: 'fields that are null stand as "name=null"',
    textOf: (signed) => withNulls(signed, 'null'),
  },
  {
    difference:
      'numbers stand as JavaScript prints them (123.00 as 123): ' +
      'it was put together from parsed JSON',
    textOf: (signed) => withNumbers(signed, (_name, text) => String(Number(text))),
  },
  {
    difference:
      'amounts that are numbers have two decimals (123 as 123.00): ' +
      'the body was parsed and serialised again after it had been signed',
    textOf: (signed) =>
      withNumbers(signed, (name, text) => (/amt$/i.test(name) ? withTwoDecimals(text) : text)),
  },
  {
    difference: 'values have no white space at their ends',
    textOf: ({ texts }) => withTexts(texts, (_name, text) => text.trim()),
  },
  {
    difference: 'names and values are URL-encoded, a space as "+"',
    textOf: urlEncoded,
  },
  {
    difference: 'names and values are URL-encoded, a space as "%20"',
    textOf: (signed) => urlEncoded(signed).replaceAll('+', '%20'),
  },
  {
    difference: 'the fields stand in the order of the body',
    textOf: ({ texts }) => joinParameters(texts, Array.from(texts.keys())),
  },
  {
    difference: 'the names are sorted without regard to upper and lower case',
    textOf: ({ texts }) => joinParameters(texts, Array.from(texts.keys()).sort(withoutCase)),
  },
  {
    difference: 'a line break follows the last value',
    textOf: ({ texts }) => `${stringToSign(texts)}\n`,
  },
];

function withNulls({ object, texts }: SignedObject, text: string): string {
  const nulls = Object.keys(object).filter((name) => object[name] === null);
  return stringToSign(new Map([...texts, ...nulls.map((name) => [name, text] as const)]));
}

function withNumbers(
  { object, texts }: SignedObject,
  print: (name: string, text: string) => string,
): string {
  return withTexts(texts, (name, text) =>
    isLosslessNumber(object[name]) ? print(name, text) : text,
  );
}

function withTexts(texts: SignedParams, change: (name: string, text: string) => string): string {
  return stringToSign(new Map(Array.from(texts, ([name, text]) => [name, change(name, text)])));
}

function withTwoDecimals(text: string): string {
  const [, whole, fraction = ''] = /^(-?\d+)(?:\.(\d))?$/.exec(text) ?? [];
  return whole === undefined ? text : `${whole}.${fraction.padEnd(2, '0')}`;
}

function withoutCase(left: string, right: string): number {
  const [lower, other] = [left.toLowerCase(), right.toLowerCase()];
  return Number(lower > other) - Number(lower < other);
}

function urlEncoded({ texts }: SignedObject): string {
  const fields = new URLSearchParams();
  for (const name of signingOrder(texts)) {
    fields.append(name, texts.get(name) ?? '');
  }
  return fields.toString();
}
