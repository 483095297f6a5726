import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { onTestFinished, test } from "vitest";
import { startKit } from "./kit.ts";
import { writeTinyWorker } from "./tiny-worker.test-support.ts";

/** Writes the files of a Worker of somebody else's, each by its path. */
async function writeWorker(settings: object, files: Record<string, string>): Promise<string> {
  const { wrangler, folder } = await writeTinyWorker("", settings);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return wrangler;
}

test("a Worker with static assets, a tsconfig of its own, a Worker beside it and a database runs as it would", async ({
  expect,
}) => {
  const database = createServer((socket) => socket.end("hello"));
  await once(database.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void database.close());
  const { port } = database.address() as AddressInfo;
  const wrangler = await writeWorker(
    {
      main: "src/main.ts",
      tsconfig: "tsconfig.app.json",
      assets: { directory: "public", binding: "ASSETS" },
      services: [{ binding: "AUTH", service: "auth" }],
      hyperdrive: [
        { binding: "DB", id: "a", localConnectionString: `postgres://a:b@127.0.0.1:${port}/c` },
        { binding: "FAR", id: "b", localConnectionString: "postgres://a:b@db.example:5432/c" },
      ],
    },
    {
      "tsconfig.app.json": JSON.stringify({
        compilerOptions: { paths: { "@lib/*": ["./lib/*"] } },
      }),
      "lib/words.ts": `export const words: string = "from a path";`,
      "public/note.txt": "an asset",
      "src/main.ts": `import { words } from "@lib/words";
export default {
  async fetch(request: Request, env: Record<string, any>) {
    const { value } = await env.DB.connect().readable.getReader().read();
    const names = Object.keys(env).filter((name) => ["AUTH", "DB", "FAR"].includes(name));
    const asset = await (await env.ASSETS.fetch(new URL("/note.txt", request.url))).text();
    return Response.json({ words, names, asset, host: request.headers.get("Host"), heard: new TextDecoder().decode(value) });
  },
};
`,
    },
  );
  await using kit = await startKit({ wrangler });
  expect(kit.leftOut).toEqual(["services.AUTH", "hyperdrive.FAR"]);
  const { host } = new URL(kit.origin);
  for (const ask of [(url: string) => kit.request(url), fetch]) {
    expect(await (await ask(`${kit.origin}/note.txt`)).text()).toBe("an asset");
    expect(await (await ask(`${kit.origin}/any`)).json()).toEqual({
      words: "from a path",
      names: ["DB"],
      asset: "an asset",
      host,
      heard: "hello",
    });
  }
});

test("static assets need no Worker", async ({ expect }) => {
  const files = { "public/index.html": "<p>hi" };
  const settings = { main: undefined, assets: { directory: "public" } };
  await using kit = await startKit({ wrangler: await writeWorker(settings, files) });
  expect(await (await kit.request("/")).text()).toBe("<p>hi");
});

test("what is wrong in a configuration is said of the file that is there", async ({ expect }) => {
  const toml = 'name = "tiny"\nmain = "index.js"\nkv_namespaces = 7\n';
  const wrangler = await writeWorker({}, { "wrangler.toml": toml });
  const starting = startKit({ wrangler: wrangler.replace(/jsonc$/, "toml") });
  await expect(starting).rejects.toMatchObject({
    message: expect.stringContaining("wrangler.toml configuration"),
  });
});
