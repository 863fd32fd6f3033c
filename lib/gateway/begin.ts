/**
 * Begins asynchronous work: what it throws at once is a rejection. An `async` function that returns the promise
 * of another one does the same, but is kept, with a promise of its own, until the work has ended.
 */
export function begin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}
