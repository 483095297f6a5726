import { z } from "zod";
import { tools } from "../contract.ts";
import { serverInfo } from "../server-info.ts";
import { defineTool, type SignedInContext } from "./tool.ts";

const input = z.strictObject({});
const output = z.strictObject({
  version: z.string().describe("Version of this server"),
  resource: z.string().describe("The URL that access tokens are bound to"),
  signInAt: z.string().describe("Where people sign in"),
});

/** Tells those who run the server how it is set. Nobody else is even offered it. */
export const serverStatus = defineTool({
  name: tools.serverStatus,
  title: "Server status",
  description: "Returns the version of this server and what it is set to, for those who run it.",
  input,
  output,
  annotations: {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  operatorsOnly: true,
  run: async (_input, { status }: SignedInContext) => {
    const { version } = serverInfo;
    const text = `${serverInfo.name} ${version} at ${status.resource}, signing in at ${status.signInAt}.`;
    return { text, structured: { version, ...status } };
  },
});
