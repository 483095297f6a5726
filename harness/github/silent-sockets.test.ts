import { once } from "node:events";
import { get } from "node:https";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { http, HttpResponse } from "msw/http";
import { test } from "vitest";
import { KitError } from "../../client/kit-error.ts";
import { startNetwork } from "./network.ts";

/** What the network tells of a run. */
function toldBy(network: ReturnType<typeof startNetwork>): string {
  try {
    network.assertNothingUnexpected();
  } catch (error) {
    if (error instanceof KitError) return error.message;
    throw error;
  }
  return "nothing";
}

const openers = {
  "node:net": async () => {
    const socket = connect(5432, "db.example");
    await Promise.race([once(socket, "connect"), once(socket, "error")]).catch(() => {});
    return socket;
  },
  "node:tls": async () => {
    const socket = connectTls(5432, "db.example");
    await Promise.race([once(socket, "secureConnect"), once(socket, "error")]).catch(() => {});
    return socket;
  },
};

for (const [by, open] of Object.entries(openers)) {
  test.for(["destroy", "end", "keep"] as const)(
    `HN-06 a connection by ${by} on which nothing is sent is told: %s`,
    async (end, { expect }) => {
      using network = startNetwork({ handlers: [] });
      const socket = await open();
      socket.on("error", () => {});
      if (end === "destroy") await once(socket.destroy(), "close");
      if (end === "end") socket.end();
      expect(toldBy(network)).toContain("TCP tcp://db.example:5432");
      expect(toldBy(network)).toBe("nothing");
      socket.destroy();
    },
  );
}

test("what is emulated, and this machine, is asked without being told of", async ({ expect }) => {
  const answer = http.get("https://db.example/a", () => HttpResponse.text("done"));
  using network = startNetwork({ handlers: [answer] });
  const socket = connect(443, "db.example");
  await once(socket, "connect");
  socket.destroy();
  const [response] = await once(get("https://db.example/a"), "response");
  expect(response).toMatchObject({ statusCode: 200 });
  expect(toldBy(network)).toBe("nothing");
});

test("a request that is refused is told once, as the request that it was", async ({ expect }) => {
  using network = startNetwork({ handlers: [] });
  await once(get("https://db.example/a"), "error");
  expect(toldBy(network)).toMatch(/called: GET https:\/\/db\.example\/a\.$/);
});
