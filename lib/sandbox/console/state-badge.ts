import { html, type Html } from '../pages/html.js';

/** The colours of final states; any other state is open. */
const TONES: Readonly<Record<string, 'good' | 'bad'>> = {
  paid: 'good',
  refunded: 'good',
  acknowledged: 'good',
  failed: 'bad',
  'not acknowledged': 'bad',
};

/** A state as a coloured word. */
export function stateBadge(word: string): Html {
  return html`<span class="state ${TONES[word] ?? 'open'}">${word}</span>`;
}
