/** A line about the servers and programs of the tests. */
export function announce(line: string): void {
  process.stderr.write(`${line}\n`);
}
