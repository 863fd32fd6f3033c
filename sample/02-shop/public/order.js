// Updates the status of an order while its page is open.
const state = document.querySelector('[data-updates]');
const updates = new EventSource(state.dataset.updates);

updates.addEventListener('message', ({ data }) => {
  // The first message repeats what the page shows: a screen reader need not hear it twice.
  if (data.trim() !== state.innerHTML.trim()) {
    state.innerHTML = data;
    document.querySelector('.notice')?.remove();
  }
  // Every other status can still change: a paid order can be refunded.
  if (state.querySelector('.status-refunded')) {
    updates.close();
  }
});
