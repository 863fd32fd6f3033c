import { Html } from '../pages/html.js';

/**
 * Keeps the console live, and presses its switches without leaving the page. Without it the page shows
 * the state of its last loading, and the switches load it again.
 */
export const CONSOLE_SCRIPT = new Html(`
const state = document.getElementById('state');
let shown = state.innerHTML;

async function refresh() {
  const answer = await fetch('/console/state');
  const template = document.createElement('template');
  template.innerHTML = await answer.text();
  const fresh = template.content.firstElementChild.innerHTML;
  // What has not changed stays: a click or a selection would be lost.
  if (fresh !== shown) {
    shown = fresh;
    replaceState(fresh);
  }
  countDown();
}

function replaceState(fresh) {
  const open = Array.from(state.querySelectorAll('details[open]'), ({ id }) => id);
  const focused = document.activeElement?.id;
  state.innerHTML = fresh;
  open.forEach((id) => document.getElementById(id)?.setAttribute('open', ''));
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

function countDown() {
  for (const element of state.querySelectorAll('[data-due]')) {
    const left = Math.max(0, Math.ceil((Number(element.dataset.due) - Date.now()) / 1000));
    const minutes = Math.floor(left / 60);
    element.textContent = 'in ' + (minutes > 0 ? minutes + ' min ' : '') + (left % 60) + ' s';
  }
}

state.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { action, method } = event.target;
  await fetch(action, { method, body: new URLSearchParams(new FormData(event.target)) });
  await refresh();
});

// A sandbox that has stopped does not answer; its last state stays in sight.
setInterval(() => refresh().catch(() => undefined), 1000);
countDown();
`);
