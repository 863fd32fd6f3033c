import { describe, expect, it } from '@jest/globals';
import { html } from '../../../sample/02-shop/src/views/html.js';

describe('html', () => {
  it('escapes what is not markup of its own', () => {
    const name = `<b title="x">'&'</b>`;

    expect(html`<p>${name}</p>`.toString()).toBe(
      '<p>&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;</p>',
    );
  });

  it('nests templates and lists of them, and leaves out what is not there', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);

    expect(html`${items}${undefined}${false}${0}`.toString()).toBe('<li>a</li><li>&lt;</li>0');
  });
});
