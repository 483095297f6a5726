import {
  inputRequired,
  inputResponse,
  isInputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  type InputRequiredResult,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Offer } from "./offer.ts";
import { contentsOf, listingOf } from "./resources/serve.ts";
import { callTool, cannotAsk, outdated, Unfinished } from "./tools/call-tool.ts";
import { configOf } from "./tools/config-of.ts";
import { ToolFailure, type ToolContext } from "./tools/tool.ts";

/**
 * Registers an offer on a server of SDK v2, which `createMcpHandler` runs.
 *
 * @param questions seals what a question is about on its way through the client; without it no tool can ask
 */
export function registerOfferV2<Extra extends object>(
  server: McpServer,
  offer: Offer<ToolContext & Extra>,
  extraOf: (call: ServerContext) => Extra,
  questions?: RequestStateCodec<number>,
): void {
  for (const tool of offer.tools) {
    server.registerTool(tool.name, configOf(tool), (input, call) => {
      const context = () => ({ ...contextOf(server, call, questions), ...extraOf(call) });
      return callTool(tool, input, context).catch(askedFor);
    });
  }
  for (const { name, uri, read, ...config } of offer.resources) {
    server.registerResource(name, uri, config, () => contentsOf(uri, config.mimeType, read()));
  }
  for (const definition of offer.templates) {
    const { name, uriTemplate, names: _names, read, ...config } = definition;
    const template = new ResourceTemplate(uriTemplate, listingOf(definition, refuse));
    server.registerResource(name, template, config, (uri, variables) => {
      const text = read(String(variables["name"]));
      if (text === undefined) throw new ResourceNotFoundError(uri.href);
      return contentsOf(uri.href, config.mimeType, text);
    });
  }
  for (const { name, title, description, arguments: input, text } of offer.prompts) {
    const config = { title, description, argsSchema: input };
    server.registerPrompt(name, config, (args) => ({
      messages: [{ role: "user", content: { type: "text", text: text(args) } }],
    }));
  }
}

/** A question ends the call: the client asks the person, and calls again with the answer. */
function askedFor(error: unknown): InputRequiredResult {
  if (error instanceof Unfinished && isInputRequiredResult(error.result)) return error.result;
  throw error;
}

function refuse(reason: string): never {
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, reason);
}

function contextOf(
  { server }: McpServer,
  call: ServerContext,
  questions: RequestStateCodec<number> | undefined,
): ToolContext {
  const { mcpReq } = call;
  return {
    signal: mcpReq.signal,
    async progress(progress) {
      const { progressToken } = mcpReq["_meta"] ?? {};
      if (progressToken === undefined) return;
      const params = { progressToken, ...progress };
      await mcpReq.notify({ method: "notifications/progress", params });
    },
    async confirm(message, about) {
      if (!questions) throw new ToolFailure(cannotAsk);
      const answer = inputResponse(mcpReq.inputResponses, "confirm");
      if (answer.kind === "elicit") {
        if (answer.action !== "accept") return undefined;
        return questions.verify(mcpReq.requestState<string>() ?? "", call).catch(() => {
          throw new ToolFailure(outdated);
        });
      }
      // Until 2025-11-25 a server asks by itself, and only where it has met the client. Since then the SDK asks for the capability.
      const isEarlier = mcpReq.envelope === undefined;
      if (isEarlier && !server.getClientCapabilities()?.elicitation) {
        throw new ToolFailure(cannotAsk);
      }
      const requestedSchema = { type: "object" as const, properties: {} };
      const confirm = inputRequired.elicit({ message, requestedSchema });
      const requestState = await questions.mint(about, call);
      throw new Unfinished(inputRequired({ inputRequests: { confirm }, requestState }));
    },
  };
}
