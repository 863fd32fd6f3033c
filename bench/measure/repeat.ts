/** How long one turn of a loop takes, in microseconds, over about `ms` milliseconds. */
export function timeOf(work: (turn: number) => unknown, ms: number): number {
  const begin = performance.now();
  let turns = 0;
  // The clock is read now and then only: it costs as much as some of what is measured.
  do {
    for (let i = 0; i < 16; i++) {
      work(turns++);
    }
  } while (performance.now() - begin < ms);
  return ((performance.now() - begin) * 1000) / turns;
}

/** The same for work that is awaited, so many at a time; with the time of the CPU, of all threads. */
export async function timeOfAsync(
  work: (turn: number) => Promise<unknown>,
  { ms, concurrency = 1 }: { ms: number; concurrency?: number },
): Promise<{ micros: number; cpuMicros: number; perSecond: number }> {
  const cpu = process.cpuUsage();
  const begin = performance.now();
  let turns = 0;
  async function lane(): Promise<void> {
    while (performance.now() - begin < ms) {
      await work(turns++);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane));
  const elapsed = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return {
    micros: (elapsed * 1000) / turns,
    cpuMicros: (user + system) / turns,
    perSecond: (turns * 1000) / elapsed,
  };
}

/** The CPU time of so many turns of some work, in microseconds for each, so many at a time. */
export async function cpuOf(
  work: (turn: number) => Promise<unknown>,
  { turns, concurrency }: { turns: number; concurrency: number },
): Promise<number> {
  const cpu = process.cpuUsage();
  let begun = 0;
  async function lane(): Promise<void> {
    while (begun < turns) {
      await work(begun++);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane));
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / turns;
}
