import { html, type Html } from '../pages/html.js';

/** The words that are good news or bad news; any other is still open. */
const TONES: Readonly<Record<string, 'good' | 'bad'>> = {
  paid: 'good',
  refunded: 'good',
  acknowledged: 'good',
  failed: 'bad',
  'not acknowledged': 'bad',
};

/** A state in a word, coloured by what it means. */
export function stateBadge(word: string): Html {
  return html`<span class="state ${TONES[word] ?? 'open'}">${word}</span>`;
}
