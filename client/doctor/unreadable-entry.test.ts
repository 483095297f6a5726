import { test } from "vitest";
import { listServers } from "../list-servers.ts";
import { sickHome } from "./sick-home.test-support.ts";

test.for<[string, unknown, string]>([
  ["a number", 5, "is no object"],
  ["nothing", null, "is no object"],
  ["args that are one text", { command: "npx", args: "mcp-remote" }, "has args that are no list"],
  ["a number among the args", { command: "npx", args: ["-y", 1] }, "has args that are no list"],
  ["a command that is a number", { command: 1 }, "has a command that is no text"],
  ["a number in env", { command: "x", env: { PORT: 1 } }, "has an env that is no table of texts"],
  ["empty", {}, "has neither a command nor a URL"],
  ["args without a command", { args: ["-y"], disabled: false }, "has neither a command nor a URL"],
  ["a url that is a list", { url: ["http://localhost:1/mcp"] }, "has a url that is no text"],
])(
  "CL-26 finds an entry that is %s, and says what is wrong",
  async ([, entry, fault], { expect }) => {
    await using home = await sickHome();
    const good = await home.ownEntry();
    await home.writeServers({ good, odd: entry });
    const { ok, findings, looked } = await home.run({ fix: true });
    expect({ ok, looked }).toMatchObject({ ok: false, looked: { servers: 2 } });
    expect(findings).toMatchObject([{ id: "entry-unreadable", name: "odd", fixable: false }]);
    expect(findings[0]?.what).toContain(`"odd" in Claude Desktop's file ${fault}`);
    expect(findings[0]).toMatchObject({
      mend: expect.stringMatching(/^xdg-open /),
      advice: "Mend it there, or have it written anew: mcp-kit install <url> --name odd --force",
    });
    expect((await home.run({ name: "odd" })).findings).toHaveLength(1);
    const { platform } = home;
    expect((await listServers({ platform })).unreadable).toMatchObject([{ name: "odd" }]);
  },
);

test("takes no other kind of server for an entry that cannot be read", async ({ expect }) => {
  await using home = await sickHome();
  await home.writeServers({ other: { type: "builtin" }, old: { command: { path: "x" } } });
  expect(await home.run()).toMatchObject({ ok: true, findings: [] });
});

test("CL-01 says what becomes of an entry whose name the kit does not give", async ({ expect }) => {
  await using home = await sickHome();
  const entry = { ...(await home.ownEntry()), command: "/gone/node" };
  await home.writeServers({ "My Server": entry });
  const { findings } = await home.run();
  expect(findings).toMatchObject([
    {
      mend: `xdg-open ${home.file}`,
      advice: expect.stringMatching(
        /called "My Server": call it "My-Server" there, .*\. Then: `mcp-kit doctor My-Server --fix`$/,
      ),
    },
  ]);
  await home.writeServers({ "My-Server": entry });
  expect((await home.run({ fix: true, name: "My-Server" })).fixed).toMatchObject([
    { id: "node-missing" },
  ]);
});

test("CL-01 says of an entry that no other name would mend what does", async ({ expect }) => {
  await using home = await sickHome();
  const args = ["--token", "hunter2hunter2"];
  await home.writeServers({ "not read": 5, "my tool": { command: "/bin/tool", args } });
  expect((await home.run()).findings).toMatchObject([
    { id: "entry-unreadable", advice: "Mend it there." },
    { id: "secret-in-arguments", advice: expect.stringMatching(/^Put it into the entry's env/) },
  ]);
});

test("CL-49 an entry of such a name keeps its secret until it has another, and nobody is told of a receipt", async ({
  expect,
}) => {
  await using home = await sickHome();
  const args = [
    "-y",
    "mcp-remote@0.15.1",
    "http://localhost:1/mcp",
    "--header",
    "Authorization: Bearer hunter2",
  ];
  const theirs = { command: "/bin/cat", args: ["precious"] };
  await home.writeServers({ "local-1": theirs, "my server": { command: "npx", args } });
  const before = await home.read();
  const { findings } = await home.run({ fix: true, name: "my server" });
  const found = findings.find(({ id }) => id === "secret-in-arguments");
  expect(found).toMatchObject({ mend: `xdg-open ${home.file}`, fixable: false });
  expect(found).not.toHaveProperty("next");
  expect(await home.read()).toBe(before);
});
