import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, onTestFinished, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { chromiumArgs } from "./chromium-args.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { routeGitHub } from "./route-github.ts";

/** Not among what is reached, and yet somebody listens: a stand-in for another machine. */
const elsewhere = "127.0.0.2";

async function listen(server: Server, host: string): Promise<string> {
  server.listen(0, host);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

/** Opens a page whose picture, and whose script's request, are redirected to another machine. */
async function open(...args: string[]) {
  let reached = 0;
  const other = createServer((_request, response) => {
    reached++;
    response.end();
  });
  const away = await listen(other, elsewhere);
  const application = createServer(({ url }, response) => {
    if (url === "/away") response.writeHead(302, { Location: away }).end();
    else
      response.writeHead(200, { "Content-Type": "text/html" }).end(
        `<img src="/away" onerror="done()" onload="done()"><script>
        let left = 2;
        const done = () => { if (--left === 0) document.title = "done"; };
        fetch("/away", { mode: "no-cors" }).then(done, done);
        </script>`,
      );
  });
  const origin = await listen(application, "127.0.0.1");
  // Its own rule for requests to loopback would hide that one got out.
  const browser = await openChromium("--disable-features=LocalNetworkAccessChecks", ...args);
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const github = createGitHubEmulator({ callbackUrl: `${origin}/callback` });
  await routeGitHub(github, page);
  await page.goto(origin);
  await page.waitForFunction(() => document.title === "done");
  const answer = await page.goto("https://github.com/login/oauth/authorize?client_id=x");
  return { reached, status: answer?.status() };
}

describe.runIf(hasChromium && process.platform === "linux")("Chromium that was started so", () => {
  test("goes by no redirect to another machine, and has GitHub all the same", async ({
    expect,
  }) => {
    expect(await open(...chromiumArgs())).toEqual({ reached: 0, status: 404 });
  });

  test("reaches a host that is named", async ({ expect }) => {
    const { reached } = await open(...chromiumArgs(elsewhere));
    expect(reached).toBeGreaterThan(0);
  });

  test("is required of every Chromium that GitHub is routed for", async ({ expect }) => {
    await expect(open()).rejects.toMatchObject({
      code: "NETWORK_NOT_GUARDED",
      hint: expect.stringContaining("chromiumArgs()"),
    });
  });
});
