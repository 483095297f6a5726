// `npm run build`: the bridge for the package.
import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBridge } from "./build-bridge.ts";

const folder = fileURLToPath(new URL("../../dist/bridge/", import.meta.url));
await buildBridge({ folder });
// What is built may be used by others of the machine, as the rest of the package is.
for (const name of await readdir(folder)) await chmod(join(folder, name), 0o644);
