import { html } from '../pages/html.js';
import { page } from '../pages/page.js';
import { CONSOLE_SCRIPT } from './console-script.js';
import { consoleState, type ConsoleSource } from './console-state.js';
import { CONSOLE_STYLE } from './console-style.js';

/**
 * The console: what happened in a sandbox, and what is to go wrong in it.
 *
 * @param nonce lets its script run
 */
export function consolePage(source: ConsoleSource, nonce: string): string {
  return page({
    title: 'Console',
    style: CONSOLE_STYLE,
    content: html`<h1>Console</h1>
      ${consoleState(source)}`,
    script: html`<script nonce="${nonce}">
      ${CONSOLE_SCRIPT};
    </script>`,
  });
}
