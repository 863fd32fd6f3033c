/** A piece of a page: its text is markup, and safe. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template may hold. */
export type HtmlValue = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are escaped, unless they are made of templates themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(markupOf)));
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) {
    return value.text;
  }
  if (typeof value === 'object') {
    return value.map(({ text }) => text).join('');
  }
  return String(value).replace(/[&<>"']/g, (character) => String(ENTITIES[character]));
}
