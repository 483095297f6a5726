import { test, vi } from "vitest";
import { retryLostRefresh } from "./retry-lost-refresh.ts";

const url = "https://server.example/token";
const refresh = () => ({
  method: "POST",
  body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "r" }),
});
const lost = () => Promise.reject<Response>(new TypeError("fetch failed"));

/** An answer that breaks off in its middle. */
const broken = () => {
  const body = new ReadableStream({
    pull: (controller) => controller.error(new TypeError("terminated")),
  });
  return Promise.resolve(new Response(body));
};

test("a refresh is sent again when its answer is lost, whole or in its middle", async ({
  expect,
}) => {
  const send = vi.fn<typeof fetch>().mockImplementationOnce(lost).mockImplementationOnce(broken);
  send.mockResolvedValue(Response.json({ access_token: "a" }, { status: 201 }));
  const response = await retryLostRefresh(send)(url, refresh());
  expect([response.status, await response.json()]).toEqual([201, { access_token: "a" }]);
  expect(send).toHaveBeenCalledTimes(3);
});

test("what the server answers is passed on, refusals too", async ({ expect }) => {
  const send = vi.fn<typeof fetch>();
  send.mockResolvedValue(Response.json({ error: "invalid_grant" }, { status: 400 }));
  const response = await retryLostRefresh(send)(url, refresh());
  expect([response.status, send.mock.calls.length]).toEqual([400, 1]);
});

test.for([
  ["a new code", { method: "POST", body: "grant_type=authorization_code&code=c" }],
  ["a tool call", { method: "POST", body: `{"method":"tools/call"}` }],
  ["a page", undefined],
] as const)("%s is sent once", async ([, init], { expect }) => {
  const send = vi.fn<typeof fetch>(lost);
  await expect(retryLostRefresh(send)(url, init)).rejects.toThrow("fetch failed");
  expect(send).toHaveBeenCalledOnce();
});

test("it gives up after four times, and at once when nobody waits any more", async ({ expect }) => {
  const send = vi.fn<typeof fetch>(lost);
  await expect(retryLostRefresh(send)(url, refresh())).rejects.toThrow("fetch failed");
  expect(send).toHaveBeenCalledTimes(4);
  send.mockClear();
  const signal = AbortSignal.timeout(100);
  await expect(retryLostRefresh(send)(url, { ...refresh(), signal })).rejects.toThrow(/abort/i);
  expect(send).toHaveBeenCalledOnce();
});
