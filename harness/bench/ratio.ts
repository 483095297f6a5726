/** A ratio of two durations that were measured in the same run, so that a noisy machine disturbs both alike. */
export interface Ratio {
  name: string;
  /** Measures both once, in milliseconds. */
  round(): Promise<{ subjectMs: number; yardstickMs: number }>;
  /** The subject may take so many times what the yardstick takes. */
  atMost: number;
  rounds: number;
}

/** Measures a ratio as the median over its rounds, and says it in one line. The first round warms up and does not count. */
export async function measure(ratio: Ratio): Promise<{ line: string; holds: boolean }> {
  await ratio.round();
  const found: number[] = [];
  for (let round = 0; round < ratio.rounds; round++) {
    const { subjectMs, yardstickMs } = await ratio.round();
    found.push(subjectMs / yardstickMs);
  }
  const sorted = found.toSorted((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const holds = median <= ratio.atMost;
  return {
    line: `${holds ? "✓" : "✗"} ${median.toFixed(2)} (at most ${ratio.atMost})  ${ratio.name}`,
    holds,
  };
}

/** How long something takes, in milliseconds. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}
