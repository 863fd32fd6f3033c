import { Html } from '../pages/html.js';

/** The style of the console, with the faults beside the orders on wide screens. */
export const CONSOLE_STYLE = new Html(`
:root { --good: #17693a; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --good: #7fd6a0; --bad: #ff9c93; } }
main { display: grid; gap: 1.25rem; max-width: 72rem; margin: auto; }
h1 { font-size: 1.5rem; line-height: 1.2; }
h2 { margin: 0 0 0.75rem; font-size: 1.125rem; }
h3, h4 { margin: 0; font-size: 1rem; }
.soft, small { color: var(--soft); }
#state { display: grid; gap: 1.5rem; align-items: start; }
#state > * { min-width: 0; }
@media (min-width: 60rem) {
  #state { grid-template-columns: 1fr 22rem; }
  .jump { display: none; }
  #state > :last-child {
    position: sticky;
    top: 1.5rem;
    max-height: calc(100vh - 3rem);
    overflow: auto;
  }
}
article, .refused, #state > :last-child {
  padding: 1rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}
article { display: grid; gap: 0.75rem; margin-bottom: 1rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.75rem; }
header > p { margin-left: auto; }
#state > :last-child > header { flex-wrap: nowrap; align-items: start; justify-content: space-between; }
#state > :last-child .small { white-space: nowrap; }
#problem:empty { display: none; }
.refund { display: grid; gap: 0.5rem; margin-top: 0.5rem; padding-left: 0.75rem; border-left: 3px solid var(--line); }
.state { padding: 0 0.5rem; border: 1px solid; border-radius: 1rem; font-size: 0.8125rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.open { color: var(--soft); }
.deliveries { margin: 0; padding: 0; list-style: none; }
.deliveries > li { padding: 0.25rem 0; }
.whole { white-space: nowrap; }
summary { padding: 0.25rem 0; cursor: pointer; }
pre {
  margin: 0.25rem 0 0.5rem;
  padding: 0.5rem 0.75rem;
  max-height: 16rem;
  overflow: auto;
  background: var(--ground);
  border-radius: 0.5rem;
  font-size: 0.8125rem;
  white-space: pre-wrap;
}
.switches {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
  gap: 0.5rem;
  margin: 0 0 1rem;
}
.switches > p { grid-column: 1 / -1; color: var(--soft); font-size: 0.875rem; }
.switches button {
  display: flex;
  flex-direction: column;
  align-items: start;
  width: 100%;
  height: 100%;
  padding: 0.5rem 0.625rem;
  text-align: left;
}
.switches button > * { line-height: 1.3; }
button[aria-pressed='true'] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
button[aria-pressed='true'] > span { color: var(--bad); font-weight: 700; }
button[aria-pressed='true'] > span::after { content: ' · on'; }
.small, .actions button { padding: 0.25rem 0.75rem; font-size: 0.875rem; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.refused { display: grid; gap: 0.75rem; margin: 0 0 1.5rem; list-style: none; border-color: var(--bad); }
.refused p:last-child { color: var(--bad); font-size: 0.875rem; }
.jump { margin-bottom: 1rem; }
@media (max-width: 40rem) {
  header > p { margin-left: 0; width: 100%; }
}
`);
