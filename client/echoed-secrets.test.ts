import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { sickHome } from "./doctor/sick-home.test-support.ts";
import { openHome } from "./install-home.test-support.ts";
import { installServer } from "./install-server.ts";
import { sendJson, serveLocally, type Answer } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { probeServer } from "./probe-server.ts";

const headers = {
  Authorization: "Bearer sekret-value-123456",
  "X-Api-Key": "plain-opaque-key-77",
  "X-Quoted": 'with"quotes/and+more',
  "X-Pin": "q7z",
};

/** Any of them, with its scheme or without, as it is or in a URL or in JSON. */
const anyOfThem = /sekret|opaque|quotes|q7z/;

const echo = ({ headers: sent }: Parameters<Answer>[0]) =>
  `bad key ${sent.authorization} ${String(sent["x-api-key"])} ${String(sent["x-quoted"])} ${String(sent["x-pin"])}`;

const only = ({ headers: sent }: Parameters<Answer>[0]) => String(sent.authorization).slice(7);

/** What a server makes of the headers that it was sent, in its own words. */
const answers: Record<string, Answer> = {
  "a failure in plain text": (request, response) =>
    response.writeHead(500, { "content-type": "text/plain" }).end(echo(request)),
  "a failure in JSON": (request, response) =>
    sendJson(response, 500, { error: request.headers["x-quoted"] }),
  "a page that is not there": (request, response) =>
    response.writeHead(404, { "content-type": "text/plain" }).end(only(request)),
  "the title of a page": (request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(`<title>${only(request)}</title>`),
  "a type of content": (request, response) =>
    response.writeHead(200, { "content-type": `text/${only(request)}` }).end("hello"),
  "a challenge": (request, response) =>
    response.writeHead(401, { "www-authenticate": only(request) }).end(),
  "a redirect": (request, response) =>
    response
      .writeHead(307, {
        location: `http://169.254.169.254/?key=${encodeURIComponent(String(request.headers["x-quoted"]))}`,
      })
      .end(),
};

test.for(Object.keys(answers))(
  "CL-49 repeats no header that the server repeats in %s",
  async (name, { expect }) => {
    await using server = await serveLocally(answers[name]!);
    const probe = await probeServer(`${server.origin}/mcp`, { headers });
    expect(JSON.stringify(probe)).not.toMatch(anyOfThem);
    expect(server.requests[0]?.headers.authorization).toBe(headers.Authorization);
  },
);

/** Greets, and repeats the headers in place of its tools. */
const refusesToList: Answer = (request, response) => {
  if (!request.body.includes("tools/list")) return mcpEndpoint()(request, response);
  const { id } = JSON.parse(request.body) as { id: number };
  return sendJson(response, 200, {
    jsonrpc: "2.0",
    id,
    error: { code: -32603, message: echo(request) },
  });
};

test.runIf(process.platform === "linux").for<[string, Answer]>([
  ["as its answer to the probe", answers["a failure in plain text"]!],
  ["in place of its tools", refusesToList],
])(
  "CL-49 install repeats no line of the header file that the server repeats %s",
  async ([, answer], { expect }) => {
    await using home = await openHome();
    await using server = await serveLocally(answer);
    const headerFile = await writeHeaders(home.path);
    const failed: unknown = await installServer(`${server.origin}/mcp`, {
      platform: home.platform,
      headerFile,
    }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ message: expect.stringContaining("bad key ... ...") });
    expect((failed as Error).message).not.toMatch(anyOfThem);
  },
);

test.runIf(process.platform === "linux")(
  "CL-49 install repeats no header that the server calls a tool",
  async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveLocally(
      mcpEndpoint({ tools: [`use-${headers["X-Api-Key"]}`] }),
    );
    const { verified } = await installServer(`${server.origin}/mcp`, {
      platform: home.platform,
      headerFile: await writeHeaders(home.path),
    });
    expect(verified?.tools).toEqual(["use-..."]);
  },
);

test("CL-49 the doctor repeats no header of an entry that the server repeats", async ({
  expect,
}) => {
  await using home = await sickHome();
  await using server = await serveLocally(answers["a failure in plain text"]!);
  const entry = await home.ownEntry(`${server.origin}/mcp`);
  const file = await writeHeaders(home.path);
  await home.writeServers({ mine: { ...entry, args: [...entry.args, "--header-file", file] } });
  const { findings } = await home.run({ offline: false });
  expect(JSON.stringify(findings)).toContain("bad key ... ...");
  expect(JSON.stringify(findings)).not.toMatch(anyOfThem);
});

async function writeHeaders(home: string): Promise<string> {
  const file = join(home, "headers");
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  await writeFile(file, lines.join(""), { mode: 0o600 });
  return file;
}
