/**
 * Leaves redirects to the Workers that wrangler runs for this process.
 *
 * wrangler makes a Worker's requests with `globalThis.fetch(request.url, request)`, which follows a redirect before the Worker
 * has seen it: one that asked for `redirect: "manual"`, lest a token goes along, would be tested as if it had not. Given the
 * redirect, workerd does with it what the Worker said.
 *
 * @returns what to call when the Workers are gone
 */
export function leaveRedirectsToWorkers(): () => void {
  const before = globalThis.fetch;
  const leaving: typeof globalThis.fetch = (input, init) => {
    const isOfWorker = init !== undefined && "url" in init && init.url === input;
    if (!isOfWorker) return before(input, init);
    return before(new Request(input, init), { redirect: "manual" });
  };
  globalThis.fetch = leaving;
  return () => {
    if (globalThis.fetch === leaving) globalThis.fetch = before;
  };
}
