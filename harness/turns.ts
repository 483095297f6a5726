/** One after the other for each person and lane: who connects twice at once signs in once, and writes one file. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return {
    take<T>(key: string, act: () => Promise<T>): Promise<T> {
      const turn = (last.get(key) ?? Promise.resolve()).then(act, act);
      last.set(key, turn);
      return turn;
    },
    settled: () => Promise.allSettled(last.values()),
  };
}
