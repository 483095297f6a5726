import { onTestFinished, vi } from "vitest";

/**
 * Puts something in the way of this process's requests, and so of the Worker's, until the test ends.
 *
 * @returns what takes it out before
 */
export function interfere(
  answer: (url: URL, pass: () => Promise<Response>) => Promise<Response>,
): () => void {
  const { fetch } = globalThis;
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return answer(url, () => fetch(input, init));
  });
  onTestFinished(() => spy.mockRestore());
  return () => spy.mockRestore();
}
