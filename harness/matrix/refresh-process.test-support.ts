/** A process of its own that refreshes several times at once, when it is told to: `node refresh-process.test-support.ts`. */
export interface RefreshOrder {
  tokenEndpoint: string;
  /** The token request, as a form. */
  form: string;
  times: number;
}

export interface Refreshed {
  status: number;
  error?: string;
  access_token?: string;
  refresh_token?: string;
}

/** Sends one refresh request, and reads what comes back. */
export async function refresh(tokenEndpoint: string, form: string): Promise<Refreshed> {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const response = await fetch(tokenEndpoint, { method: "POST", headers, body: form });
  return { ...((await response.json()) as object), status: response.status };
}

process.on("message", (order: RefreshOrder) => {
  if (process.send === undefined || typeof order.tokenEndpoint !== "string") return;
  const { tokenEndpoint, form, times } = order;
  const all = Array.from({ length: times }, () => refresh(tokenEndpoint, form));
  void Promise.all(all).then((answers) => process.send?.(answers));
});
