/** What Jest runs once, after all test files: ends the servers that its set-up has started. */
export default async function tearDown() {
  await globalThis.stopTestServices?.();
}
