import { html, type Html } from '../pages/html.js';

type Tone = 'good' | 'bad' | 'open';

/** The colours of final states; any other state is open. */
const TONES: Readonly<Record<string, Tone>> = {
  paid: 'good',
  refunded: 'good',
  acknowledged: 'good',
  failed: 'bad',
  expired: 'bad',
  'not acknowledged': 'bad',
};

/** A state as a coloured word. */
export function stateBadge(word: string, tone: Tone = TONES[word] ?? 'open'): Html {
  return html`<span class="state ${tone}">${word}</span>`;
}
