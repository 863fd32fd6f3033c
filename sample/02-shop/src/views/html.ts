/** Markup that is inserted without escaping. Only `html` creates it. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

/** A value in a template. `false` and `undefined` render nothing, a list renders all its parts. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/**
 * A template that escapes its values, except those that `html` has made. So text from a buyer or from
 * NewPay cannot become markup.
 *
 * @example
 * html`<p title="${note}">${note}</p>` // attributes in quotes, always
 */
export function html(literals: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(String.raw({ raw: literals }, ...values.map(render)));
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) {
    return '';
  }
  if (value instanceof Html) {
    return value.toString();
  }
  return typeof value === 'object' ? value.map(render).join('') : escape(`${value}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
