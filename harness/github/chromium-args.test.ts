import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, onTestFinished, test, vi } from "vitest";
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

/** Counts whatever arrives at a stand-in for another machine, and gives its address and the port where it takes datagrams. */
async function listenElsewhere() {
  const arrived: string[] = [];
  const answer: RequestListener = ({ headers }, response) => {
    arrived.push(`request for ${headers.host}`);
    response.end();
  };
  const datagrams = createSocket("udp4", () => arrived.push("datagram"));
  datagrams.bind(0, elsewhere);
  await once(datagrams, "listening");
  onTestFinished(() => void datagrams.close());
  const away = await listen(createServer(answer), elsewhere);
  vi.stubEnv("http_proxy", await listen(createServer(answer), "127.0.0.1"));
  return { arrived, away, port: datagrams.address().port };
}

/** Opens a page whose picture, whose script's request, and whose call leads to another machine; the environment's proxy is there, too. */
async function open(...args: string[]) {
  const { arrived, away, port } = await listenElsewhere();
  const application = createServer(({ url }, response) => {
    if (url === "/away") response.writeHead(302, { Location: away }).end();
    else if (url === "/named") response.writeHead(302, { Location: "http://other.example" }).end();
    else
      response.writeHead(200, { "Content-Type": "text/html" }).end(
        `<img src="/away" onerror="done()" onload="done()"><img src="/named" onerror="done()" onload="done()"><script>
        let left = 4;
        const done = () => { if (--left <= 0) document.title = "done"; };
        fetch("/away", { mode: "no-cors" }).then(done, done);
        const call = new RTCPeerConnection({ iceServers: [{ urls: "stun:${elsewhere}:${port}" }] });
        call.onicegatheringstatechange = () => call.iceGatheringState === "complete" && done();
        setTimeout(done, 2000); // it waits long for an answer
        call.createDataChannel("any");
        call.createOffer().then((offer) => call.setLocalDescription(offer));
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
  return { arrived, status: answer?.status() };
}

describe.runIf(hasChromium && process.platform === "linux")("Chromium that was started so", () => {
  test("goes by no redirect to another machine, and has GitHub all the same", async ({
    expect,
  }) => {
    expect(await open(...chromiumArgs())).toEqual({ arrived: [], status: 404 });
  });

  test("reaches a host that is named", async ({ expect }) => {
    const { arrived } = await open(...chromiumArgs(elsewhere));
    expect(arrived).toContainEqual(expect.stringContaining(`request for ${elsewhere}`));
  });

  test.for([
    ["without it", []],
    ["to go through a proxy", [...chromiumArgs(), "--proxy-server=127.0.0.1:9"]],
    ["by other rules", [...chromiumArgs(), "--host-resolver-rules=MAP * 127.0.0.1:9"]],
    ["by no rule for calls", chromiumArgs().filter((each) => !each.includes("webrtc"))],
  ] as const)(
    "is required of every Chromium that GitHub is routed for: not %s",
    async ([, args], { expect }) => {
      await expect(open(...args)).rejects.toMatchObject({
        code: "NETWORK_NOT_GUARDED",
        hint: expect.stringContaining("chromiumArgs()"),
      });
    },
  );
});
