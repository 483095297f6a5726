#!/usr/bin/env node
// Everything else is imported after this check: an older Node.js may fail to even parse it.
const needed = { major: 22, minor: 21 };
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < needed.major || (major === needed.major && minor < needed.minor)) {
  const message = `mcp-kit needs Node.js ${needed.major}.${needed.minor} or newer; this is ${process.versions.node}.`;
  const hint = "Install a newer one, e.g. from https://nodejs.org/en/download.";
  const error = { code: "NODE_TOO_OLD", message, hint };
  console.error(
    process.argv.includes("--json") ? JSON.stringify({ error }) : `${message}\n${hint}`,
  );
  process.exit(2);
}
// A reader that has seen enough, such as `head`, is no failure, and nothing that stops the work: what was begun is done, or undone,
// and the exit status says which. Output that is lost otherwise, e.g. on a full disk, is a failure, if not of the work.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") return;
    process.exitCode ||= 1;
    if (stream === process.stdout)
      process.stderr.write(`The output cannot be written: ${error.message}.\n`);
  });
}
const { main } = await import("./main.ts");
process.exitCode = (await main(process.argv.slice(2))) || process.exitCode;
