import type { Html } from './html.js';

/** What a page of the shop shows. `Layout` puts the header and the footer around it. */
export interface Page {
  readonly title: string;
  readonly body: Html;
}
