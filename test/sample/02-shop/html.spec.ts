import { describe, expect, it } from '@jest/globals';
import { html } from '../../../sample/02-shop/src/views/html.js';

describe('html', () => {
  it('A value in a template is escaped.', () => {
    const name = `<b title="x">'&'</b>`;

    expect(html`<p>${name}</p>`.toString()).toBe(
      '<p>&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;</p>',
    );
  });

  it('Templates and lists of templates are nested; undefined and false render nothing.', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);

    expect(html`${items}${undefined}${false}${0}`.toString()).toBe('<li>a</li><li>&lt;</li>0');
  });
});
