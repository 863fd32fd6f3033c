import { Html } from './html.js';

/** The one style sheet of the sandbox's pages, inline: a page loads nothing. */
export const PAGE_STYLE = new Html(`
:root {
  color-scheme: light dark;
  --ground: #eef1f5;
  --card: #ffffff;
  --ink: #16202c;
  --soft: #556273;
  --line: #d9dfe7;
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
  display: grid;
  place-items: center;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, "Noto Sans Lao", sans-serif;
}
main {
  width: 100%;
  max-width: 27rem;
  padding: clamp(1.25rem, 5vw, 2rem);
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 1rem;
  overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1rem; font-weight: 600; color: var(--soft); }
p { margin: 0.5rem 0; }
a { color: var(--accent); }
.note {
  margin: 0 0 1.25rem;
  padding: 0.5rem 0.75rem;
  border-radius: 0.5rem;
  background: var(--note);
  color: var(--on-note);
  font-size: 0.875rem;
}
.amount { margin: 0.25rem 0 1.25rem; font-size: 2rem; font-weight: 700; line-height: 1.2; }
dl { margin: 0 0 1.5rem; border-top: 1px solid var(--line); font-size: 0.9375rem; }
dl > div {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 1rem;
  padding: 0.5rem 0;
  border-bottom: 1px solid var(--line);
}
dt { color: var(--soft); }
dd { margin: 0; }
form { margin: 0.75rem 0 0; }
button {
  width: 100%;
  min-height: 3rem;
  padding: 0.5rem 1rem;
  border: 1px solid var(--line);
  border-radius: 0.625rem;
  background: transparent;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button.danger { border-color: var(--danger); color: var(--danger); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
ul { margin: 1rem 0 0; padding: 0; list-style: none; }
li { padding: 0.75rem 0; border-top: 1px solid var(--line); }
`);
