import { McpServer, ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import {
  ElicitResultSchema,
  ErrorCode,
  McpError,
  type ServerNotification,
  type ServerRequest,
} from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { Offer } from "./offer.ts";
import { contentsOf, listingOf } from "./resources/serve.ts";
import { callTool, cannotAsk, notConfirmed } from "./tools/call-tool.ts";
import { configOf } from "./tools/config-of.ts";
import { ToolFailure, type ToolContext } from "./tools/tool.ts";

/** What SDK v1 hands to a tool besides its arguments. */
export type CallV1 = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Registers an offer on a server of SDK v1, which `McpAgent` runs. */
export function registerOfferV1<Extra extends object>(
  server: McpServer,
  offer: Offer<ToolContext & Extra>,
  extraOf: (call: CallV1) => Extra,
): void {
  for (const tool of offer.tools) {
    server.registerTool(tool.name, configOf(tool), (input, call) =>
      callTool(tool, input, () => ({ ...contextOf(server, call), ...extraOf(call) })),
    );
  }
  for (const { name, uri, read, ...config } of offer.resources) {
    server.registerResource(name, uri, config, () => contentsOf(uri, config.mimeType, read()));
  }
  for (const definition of offer.templates) {
    const { name, uriTemplate, names: _names, read, ...config } = definition;
    const template = new ResourceTemplate(uriTemplate, listingOf(definition, refuse));
    server.registerResource(name, template, config, (uri, variables) => {
      const text = read(String(variables["name"]));
      if (text === undefined) refuse("Resource not found", { uri: uri.href });
      return contentsOf(uri.href, config.mimeType, text);
    });
  }
  for (const { name, title, description, arguments: input, text } of offer.prompts) {
    const config = { title, description, argsSchema: input.shape };
    server.registerPrompt(name, config, (args) => ({
      messages: [{ role: "user", content: { type: "text", text: text(args) } }],
    }));
  }
}

/** The code of an unknown resource too: -32002 until 2025-11-25 and -32602 since, which SDK v1 answers in all other cases. */
function refuse(reason: string, data?: object): never {
  throw new McpError(ErrorCode.InvalidParams, reason, data);
}

function contextOf({ server }: McpServer, call: CallV1): ToolContext {
  return {
    signal: call.signal,
    async progress(progress) {
      const { progressToken } = call["_meta"] ?? {};
      if (progressToken === undefined) return;
      const params = { progressToken, ...progress };
      await call.sendNotification({ method: "notifications/progress", params });
    },
    async confirm(message, about) {
      if (!server.getClientCapabilities()?.elicitation) throw new ToolFailure(cannotAsk);
      const requestedSchema = { type: "object" as const, properties: {} };
      const params = { message, requestedSchema };
      const request = { method: "elicitation/create" as const, params };
      const answer = await call.sendRequest(request, z.unknown()).catch((error: unknown) => {
        // The client answered with an error, or not in time.
        throw error instanceof McpError ? new ToolFailure(notConfirmed) : error;
      });
      const { data } = ElicitResultSchema.safeParse(answer);
      if (!data) throw new ToolFailure(notConfirmed);
      return data.action === "accept" ? about : undefined;
    },
  };
}
