// The shop works without scripts. They prevent a second click and update the open page of an order.

// A form is sent once. Its key makes sure of it at the server; here the buyer sees why nothing happens.
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'true';
    // After the browser has read the fields: a disabled button has no value.
    setTimeout(() => {
      for (const button of form.querySelectorAll('button')) {
        button.disabled = true;
      }
      if (event.submitter && form.dataset.once) {
        event.submitter.textContent = form.dataset.once;
        event.submitter.removeAttribute('aria-label');
      }
    });
  });
}

// The browser has put a page back as it was left, with a form that was sent: load a new one.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted && document.querySelector('form[data-sent]')) {
    window.location.reload();
  }
});

const order = document.querySelector('[data-updates]');
if (order) {
  const updates = new EventSource(order.dataset.updates);

  updates.addEventListener('message', ({ data }) => {
    const news = document.createElement('template');
    news.innerHTML = data;
    for (const part of order.querySelectorAll('[data-part]')) {
      const changed = news.content.querySelector(`[data-part="${part.dataset.part}"]`);
      // The first message repeats what the page shows: a screen reader need not hear it twice.
      if (changed && changed.innerHTML !== part.innerHTML) {
        part.innerHTML = changed.innerHTML;
      }
    }
    // Every other status can still change: a paid order can be refunded.
    if (order.querySelector('.status-refunded')) {
      updates.close();
    }
  });
}
