// `npm run build`: the bridge for the package.
import { fileURLToPath } from "node:url";
import { buildBridge } from "./build-bridge.ts";

await buildBridge({ folder: fileURLToPath(new URL("../../dist/bridge/", import.meta.url)) });
