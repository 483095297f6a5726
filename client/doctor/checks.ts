import { callbackPort } from "./callback-port.ts";
import type { Check } from "./check.ts";
import { entryBridge } from "./entry-bridge.ts";
import { entryNode } from "./entry-node.ts";
import { entryVersion } from "./entry-version.ts";
import { exposedHeaders } from "./exposed-headers.ts";
import { runningHost } from "./running-host.ts";
import { secretArgument } from "./secret-argument.ts";
import { serverAnswer } from "./server-answer.ts";
import { storedSignIn } from "./stored-sign-in.ts";
import { twoFiles } from "./two-files.ts";
import { unreadableEntry } from "./unreadable-entry.ts";
import { unreadableFile } from "./unreadable-file.ts";
import { unusableReceipt } from "./unusable-receipt.ts";
import { urlEntry } from "./url-entry.ts";
import { wipedEntry } from "./wiped-entry.ts";
import { workerSettings } from "./worker-settings.ts";

/** All that is looked after, in the order in which it is mended. */
export const checks: readonly Check[] = [
  unreadableFile,
  unreadableEntry,
  twoFiles,
  unusableReceipt,
  wipedEntry,
  urlEntry,
  entryBridge,
  entryNode,
  entryVersion,
  secretArgument,
  exposedHeaders,
  serverAnswer,
  storedSignIn,
  callbackPort,
  workerSettings,
  // It has to know what the others would write.
  runningHost,
];
