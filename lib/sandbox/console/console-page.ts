import { html } from '../pages/html.js';
import { page } from '../pages/page.js';
import { CONSOLE_SCRIPT } from './console-script.js';
import { consoleState, type ConsoleSource } from './console-state.js';
import { CONSOLE_STYLE } from './console-style.js';

/**
 * The console page: the orders of a sandbox with buttons, and switches for faults.
 *
 * @param nonce the nonce of the content security policy for its script
 */
export function consolePage(source: ConsoleSource, nonce: string): string {
  return page({
    title: 'Console',
    style: CONSOLE_STYLE,
    content: html`<h1>Console</h1>
      <p id="problem" class="bad" role="alert"></p>
      ${consoleState(source)}`,
    script: html`<script nonce="${nonce}">
      ${CONSOLE_SCRIPT};
    </script>`,
  });
}
