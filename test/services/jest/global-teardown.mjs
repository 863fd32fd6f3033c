/** What Jest runs once, after all test files: ends the servers that its set-up has started, and the run. */
const TIME_TO_END = 5_000;

export default async function tearDown({ watch, watchAll }) {
  await globalThis.stopTestServices?.();
  if (!watch && !watchAll) {
    // Does not keep the process alive: it fires only if something else does.
    setTimeout(endAnyway, TIME_TO_END).unref();
  }
}

function endAnyway() {
  process.stderr.write(
    'A test has left a connection or a timer open. The run is over, and ends now.\n',
  );
  process.exit();
}
