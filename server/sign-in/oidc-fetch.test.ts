import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished, test, vi } from "vitest";
import { oidcFetch } from "./oidc-fetch.ts";
import { UpstreamError } from "./upstream-error.ts";

const get = { method: "GET", headers: { Authorization: "Bearer secret" } };

/** Answers every request in the same way. @returns its address, and which paths it was asked for */
async function serve(status: number, headers: Record<string, string> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(request.url === "/elsewhere" ? 200 : status, headers).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function slugOf(asking: Promise<unknown>): Promise<string> {
  const error: unknown = await asking.catch((thrown: unknown) => thrown);
  if (!(error instanceof UpstreamError)) throw new Error("It was not refused", { cause: error });
  return error.slug;
}

test.for([301, 302, 303, 307, 308])(
  "follows no redirect of a provider (%i), to which it would carry a secret",
  async (status, { expect }) => {
    const { origin, asked } = await serve(status, { location: "/elsewhere" });
    expect(await slugOf(oidcFetch(`${origin}/token`, get))).toBe(`http_${status}`);
    expect(asked).toEqual(["/token"]);
  },
);

test.for(["http://issuer.example/token", "http://127.0.0.1.example/", "http://10.0.0.1/"])(
  "sends nothing to %s, where anybody on the way could read it",
  async (url, { expect }) => {
    const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("{}"));
    onTestFinished(() => fetched.mockRestore());
    expect(await slugOf(oidcFetch(url, get))).toBe("insecure_address");
    expect(fetched).not.toHaveBeenCalled();
  },
);

test("asks over plain http on this machine, where emulators live", async ({ expect }) => {
  const { origin } = await serve(200);
  expect((await oidcFetch(`${origin}/token`, get)).status).toBe(200);
});
