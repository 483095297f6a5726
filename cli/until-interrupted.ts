/** 128 and the signal's number, as a shell says it. */
const statusOf = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs what can be interrupted: Ctrl-C aborts it, it undoes what it has to, and the status says what ended it. A second Ctrl-C
 * does not wait.
 */
export async function untilInterrupted(
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const interrupted = new AbortController();
  let status: number | undefined;
  const listeners = Object.entries(statusOf).map(([signal, number]) => {
    const listener = () => {
      if (status !== undefined) process.exit(number);
      status = number;
      interrupted.abort();
    };
    process.on(signal, listener);
    return () => void process.off(signal, listener);
  });
  try {
    return await work(interrupted.signal);
  } catch (error) {
    if (status === undefined) throw error;
    return status;
  } finally {
    for (const remove of listeners) remove();
  }
}
