/** Markup that stands in a page as it is. Only `html` makes it. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

/** What a template may hold: `false` and `undefined` are nothing, a list is its parts in a row. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/**
 * A template whose values are escaped, unless `html` made them itself. So text from a buyer or from
 * NewPay cannot become markup, and nobody has to think of it.
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
