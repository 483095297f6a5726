#!/usr/bin/env node
// Everything else is imported after this check: an older Node.js may fail to even parse it.
const needed = { major: 22, minor: 19 };
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < needed.major || (major === needed.major && minor < needed.minor)) {
  console.error(
    `mcp-kit needs Node.js ${needed.major}.${needed.minor} or newer; this is ${process.versions.node}.`,
  );
  process.exit(2);
}
// A reader that has seen enough, such as `head`, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    process.stderr.write(`The output cannot be written: ${error.message}.\n`);
    process.exit(1);
  });
}
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
