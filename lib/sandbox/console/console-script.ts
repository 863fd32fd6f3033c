import { Html } from '../pages/html.js';

/**
 * Refreshes the console every second, and submits its forms without a page load. Without the
 * script the page shows the state of the last load, and the buttons reload it.
 */
export const CONSOLE_SCRIPT = new Html(`
const state = document.getElementById('state');
let shown = state.innerHTML;

async function refresh() {
  const answer = await fetch('/console/state');
  const template = document.createElement('template');
  template.innerHTML = await answer.text();
  const fresh = template.content.firstElementChild.innerHTML;
  // Unchanged markup is kept: replacing it would lose a click or a selection.
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
  // Not the properties: a field with the name "action" hides the one of the form.
  const action = event.target.getAttribute('action');
  const body = new URLSearchParams(new FormData(event.target));
  const answer = await fetch(action, { method: 'post', body });
  document.getElementById('problem').textContent = answer.ok ? '' : await answer.text();
  await refresh();
});

// A stopped sandbox does not answer; its last state stays visible.
setInterval(() => refresh().catch(() => undefined), 1000);
countDown();
`);
