import { Html } from './html.js';

/** The common style of all pages; inline, because a page loads nothing. */
export const PAGE_STYLE = new Html(`
:root {
  color-scheme: light dark;
  --ground: #eef1f5;
  --card: #ffffff;
  --ink: #16202c;
  --soft: #556273;
  --line: #d9dfe7;
  --control: #76838f;
  --accent: #0b5fb8;
  --on-accent: #ffffff;
  --danger: #b3261e;
  --note: #fff4d6;
  --on-note: #5c4300;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e131a;
    --card: #18202a;
    --ink: #e8edf3;
    --soft: #a3b0c0;
    --line: #2d3846;
    --control: #6b7a8d;
    --accent: #7ab8ff;
    --on-accent: #06213d;
    --danger: #ff9c93;
    --note: #3a2f10;
    --on-note: #ffdf8a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  min-height: 100vh;
  padding: 1.5rem 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, "Noto Sans Lao", sans-serif;
}
main { width: 100%; overflow-wrap: anywhere; }
h1, p, dl, dd { margin: 0; }
a { color: var(--accent); }
.note {
  padding: 0.5rem 0.75rem;
  border-radius: 0.5rem;
  background: var(--note);
  color: var(--on-note);
  font-size: 0.875rem;
}
button {
  border: 1px solid var(--control);
  border-radius: 0.625rem;
  background: transparent;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`);
