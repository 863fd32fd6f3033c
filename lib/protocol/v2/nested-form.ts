/**
 * How an object inside a message takes part in the signed text. NewPay's pages do not say which form
 * API v2 uses ([protocol 3.1](../../../docs/protocol.md#31-nested-objects)). For
 * `"orderAmt":{"value":"5.00","currency":"USD"}`:
 *
 * - `wire`: its JSON as it was sent, white space included
 * - `json`: compact JSON, names in their order: `orderAmt={"value":"5.00","currency":"USD"}`
 * - `sorted-json`: compact JSON, names sorted: `orderAmt={"currency":"USD","value":"5.00"}`
 * - `java`: the text of a Java `Map`: `orderAmt={value=5.00, currency=USD}`
 * - `fields`: its fields by the rule of the message: `orderAmt=currency=USD&value=5.00`
 * - `dotted`: a parameter for each field: `orderAmt.currency=USD&orderAmt.value=5.00`
 * - `lifted`: its fields among those of the message: `currency=USD&value=5.00`
 *
 * @publicApi
 */
export type NewPayNestedForm =
  'wire' | 'json' | 'sorted-json' | 'java' | 'fields' | 'dotted' | 'lifted';

/** The forms, in the order in which they are tried. */
export const NESTED_FORMS: readonly NewPayNestedForm[] = [
  'wire',
  'json',
  'sorted-json',
  'java',
  'fields',
  'dotted',
  'lifted',
];

/** The form of what is signed here, where none is configured. */
export const DEFAULT_SIGNING_FORM: NewPayNestedForm = 'wire';

/**
 * The forms in which a message may be signed: the configured one, or all of them, beginning with the
 * one that NewPay used last.
 */
export class NestedForms {
  readonly #configured: 'auto' | NewPayNestedForm;
  #used: NewPayNestedForm | undefined;

  constructor(configured: 'auto' | NewPayNestedForm) {
    this.#configured = configured;
  }

  /** The configured form, or the one that NewPay used last; `undefined` before it is known. */
  get known(): NewPayNestedForm | undefined {
    return this.#configured === 'auto' ? this.#used : this.#configured;
  }

  /** The forms to try, in their order. */
  get candidates(): readonly NewPayNestedForm[] {
    if (this.#configured !== 'auto') {
      return [this.#configured];
    }
    const used = this.#used;
    return used === undefined
      ? NESTED_FORMS
      : [used, ...NESTED_FORMS.filter((form) => form !== used)];
  }

  /** Remembers the form of a verified message that has a nested object. */
  used(form: NewPayNestedForm): void {
    this.#used = form;
  }
}
