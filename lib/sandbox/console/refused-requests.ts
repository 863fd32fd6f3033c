import type { ActivityLog } from '../activity/activity-log.js';
import { html, type Html } from '../pages/html.js';
import { clock } from './times.js';

/** How many are shown. */
const SHOWN = 10;

/** The newest refused requests with the reasons; nothing if there are none. */
export function refusedRequests({ refused }: Pick<ActivityLog, 'refused'>): Html {
  if (refused.length === 0) {
    return html``;
  }
  const newest = refused.slice(-SHOWN).toReversed();
  return html`<section aria-labelledby="refused" data-testid="console-refused">
    <h2 id="refused">Refused requests</h2>
    <ol class="refused">
      ${newest.map(
        ({ at, method, path, endpoint, number, status, refusal }) =>
          html`<li>
            <p>
              <strong>${endpoint ?? `${method} ${path}`}</strong> ${number ?? ''}
              <span class="soft"
                >${clock(at)} · ${status === undefined ? 'no answer' : `HTTP ${status}`}</span
              >
            </p>
            <p>${refusal}</p>
          </li>`,
      )}
    </ol>
  </section>`;
}
