import { encode } from 'uqr';
import { html, type Html } from './html.js';

/** The width of the quiet zone around a code, in modules, as required by its standard. */
const BORDER = 4;

/**
 * A QR code as inline SVG, because a page loads nothing.
 *
 * @param label the text alternative
 */
export function qrCode(text: string, label: string): Html {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER });
  // Black on white also in dark mode: not every camera reads an inverted code.
  return html`<svg
    class="qr"
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${size} ${size}"
    shape-rendering="crispEdges"
  >
    <path fill="#fff" d="M0 0h${size}v${size}H0z" />
    <path fill="#000" d="${data.map(rowPath).join('')}" />
  </svg>`;
}

/** One square for each dark module. */
function rowPath(row: readonly boolean[], y: number): string {
  return row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')).join('');
}
