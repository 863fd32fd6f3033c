/**
 * How long a store may take to answer, in milliseconds. Clients queue commands while their server is
 * away, for minutes; NewPay would have hung up by then, and the payer's callback with it.
 */
const STORE_TIMEOUT = 5_000;

/** Settles with the answer, or rejects when it does not come in time. */
export async function withinTime<T>(answer: Promise<T>, timeout = STORE_TIMEOUT): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
