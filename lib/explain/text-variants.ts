import {
  joinParameters,
  signingOrder,
  stringToSign,
  type SignedParams,
} from '../protocol/signature/string-to-sign.js';
import { isLosslessNumber, type LosslessObject } from '../protocol/json/lossless-json.js';

/** An object and its signed parameters. */
export interface SignedObject {
  readonly object: LosslessObject;
  readonly params: SignedParams;
}

/** A string to sign that breaks one of the rules. */
export interface TextVariant {
  /** The difference, as a phrase after "the string to sign in which". */
  readonly difference: string;
  readonly textOf: (signed: SignedObject) => string;
}

/**
 * Common mistakes in building the string to sign, and other interpretations of NewPay's rules where
 * its pages are not explicit (protocol 3).
 */
export const TEXT_VARIANTS: readonly TextVariant[] = [
  {
    difference: 'empty fields ("") are left out',
    textOf: ({ params }) =>
      stringToSign(new Map(Array.from(params).filter(([, text]) => text !== ''))),
  },
  {
    difference: 'null fields are included as "name="',
    textOf: (signed) => withNulls(signed, ''),
  },
  {
    difference: 'null fields are included as "name=null"',
    textOf: (signed) => withNulls(signed, 'null'),
  },
  {
    difference: 'numbers are printed by JavaScript (123.00 as 123): it was built from parsed JSON',
    textOf: (signed) => withNumbers(signed, (_name, text) => String(Number(text))),
  },
  {
    difference:
      'numeric amounts have two decimals (123 as 123.00): ' +
      'the body was parsed and serialized again after signing',
    textOf: (signed) =>
      withNumbers(signed, (name, text) => (/amt$/i.test(name) ? withTwoDecimals(text) : text)),
  },
  {
    difference: 'white space around values is removed',
    textOf: ({ params }) => withParams(params, (_name, text) => text.trim()),
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
    difference: 'the fields are in the order of the body',
    textOf: ({ params }) => joinParameters(params, Array.from(params.keys())),
  },
  {
    difference: 'the names are sorted case-insensitively',
    textOf: ({ params }) => joinParameters(params, Array.from(params.keys()).sort(withoutCase)),
  },
  {
    difference: 'a line break follows the last value',
    textOf: ({ params }) => `${stringToSign(params)}\n`,
  },
];

function withNulls({ object, params }: SignedObject, text: string): string {
  const nulls = Object.keys(object).filter((name) => object[name] === null);
  return stringToSign(new Map([...params, ...nulls.map((name) => [name, text] as const)]));
}

function withNumbers(
  { object, params }: SignedObject,
  print: (name: string, text: string) => string,
): string {
  return withParams(params, (name, text) =>
    isLosslessNumber(object[name]) ? print(name, text) : text,
  );
}

function withParams(params: SignedParams, change: (name: string, text: string) => string): string {
  return stringToSign(new Map(Array.from(params, ([name, text]) => [name, change(name, text)])));
}

function withTwoDecimals(text: string): string {
  const [, whole, fraction = ''] = /^(-?\d+)(?:\.(\d))?$/.exec(text) ?? [];
  return whole === undefined ? text : `${whole}.${fraction.padEnd(2, '0')}`;
}

function withoutCase(left: string, right: string): number {
  const [lower, other] = [left.toLowerCase(), right.toLowerCase()];
  return Number(lower > other) - Number(lower < other);
}

function urlEncoded({ params }: SignedObject): string {
  const fields = new URLSearchParams();
  for (const name of signingOrder(params)) {
    fields.append(name, params.get(name) ?? '');
  }
  return fields.toString();
}
