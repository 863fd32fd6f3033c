import { Html } from './html.js';

/**
 * The style of the cashier page: one card, with the QR code at its side on wide screens. A phone does
 * not scan its own screen, so it gets no code. Phones are detected by media queries, not by the name
 * of the browser.
 */
export const CASHIER_STYLE = new Html(`
body { display: grid; place-items: center; }
main {
  display: grid;
  gap: 1.25rem 2.5rem;
  max-width: 27rem;
  padding: clamp(1.25rem, 5vw, 2rem);
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 1rem;
}
h1 { font-size: 1rem; font-weight: 600; color: var(--soft); }
.amount { margin: 0.25rem 0 1.25rem; font-size: 2rem; font-weight: 700; line-height: 1.2; }
dl { border-top: 1px solid var(--line); font-size: 0.9375rem; }
dl > div {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 1rem;
  padding: 0.5rem 0;
  border-bottom: 1px solid var(--line);
}
dt { color: var(--soft); }
.app { display: none; gap: 0.5rem; text-align: center; }
.app p, .actions p { color: var(--soft); font-size: 0.875rem; }
.qr { width: 100%; max-width: 15rem; margin: auto; border-radius: 0.5rem; }
.actions { display: grid; gap: 0.75rem; }
button { width: 100%; min-height: 3rem; padding: 0.6875rem 1rem; font-weight: 600; }
.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.danger { border-color: var(--danger); color: var(--danger); }
@media (min-width: 48.001rem) and (hover: hover), (min-width: 48.001rem) and (pointer: fine) {
  .app { display: grid; grid-area: 2 / 2 / span 2; align-content: start; }
  main:has(.app) { grid-template-columns: 1fr 15rem; max-width: 50rem; }
  main:has(.app) .note { grid-column: 1 / -1; }
}
`);
