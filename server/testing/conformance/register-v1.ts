import { McpServer, ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
import {
  CreateMessageResultSchema,
  ElicitResultSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { completable } from "@modelcontextprotocol/sdk/server/completable.js";
import { z } from "zod";
import {
  answers,
  forms,
  intendedError,
  logged,
  pause,
  progressed,
  prompts,
  resources,
  templateText,
  templateUri,
} from "./fixtures.ts";

/** Stands in for the offer of the product, on SDK v1: what the suite demands of revision 2025-11-25. */
export function registerOfferV1(server: McpServer): void {
  server.server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
  for (const schema of [SetLevelRequestSchema, SubscribeRequestSchema, UnsubscribeRequestSchema]) {
    server.server.setRequestHandler(schema, () => ({}));
  }
  registerTools(server);
  registerTexts(server);
}

function registerTools(server: McpServer): void {
  for (const [name, content] of Object.entries(answers)) {
    server.registerTool(name, { description: name }, () => ({ content: [...content] }));
  }
  server.registerTool("test_error_handling", { description: "Fails" }, () => {
    throw new Error(intendedError);
  });
  server.registerTool("test_tool_with_logging", { description: "Logs" }, async (call) => {
    for (const data of logged) {
      const params = { level: "info" as const, data };
      await call.sendNotification({ method: "notifications/message", params });
      await pause();
    }
    return said("Logged.");
  });
  server.registerTool("test_tool_with_progress", { description: "Proceeds" }, async (call) => {
    const { progressToken } = call["_meta"] ?? {};
    for (const progress of progressed) {
      if (progressToken !== undefined) {
        const params = { progressToken, progress, total: 100 };
        await call.sendNotification({ method: "notifications/progress", params });
      }
      await pause();
    }
    return said("Done.");
  });
  server.registerTool(
    "test_sampling",
    { description: "Asks the client's model", inputSchema: { prompt: z.string() } },
    async ({ prompt }, call) => {
      const messages = [
        { role: "user" as const, content: { type: "text" as const, text: prompt } },
      ];
      const result = await call.sendRequest(
        { method: "sampling/createMessage", params: { messages, maxTokens: 100 } },
        CreateMessageResultSchema,
      );
      return said(`LLM response: ${result.content.type === "text" ? result.content.text : ""}`);
    },
  );
  for (const [name, requestedSchema] of Object.entries(forms)) {
    server.registerTool(
      name,
      { description: "Asks the person", inputSchema: { message: z.string().optional() } },
      async ({ message = "Please fill this in" }, call) => {
        const { action, content } = await call.sendRequest(
          { method: "elicitation/create", params: { message, requestedSchema } },
          ElicitResultSchema,
        );
        return said(`User response: action=${action}, content=${JSON.stringify(content)}`);
      },
    );
  }
}

const argument = () => completable(z.string(), () => []);

function registerTexts(server: McpServer): void {
  for (const [name, content] of Object.entries(resources)) {
    const { uri, mimeType } = content;
    const config = { description: name, mimeType };
    server.registerResource(name, uri, config, () => ({ contents: [content] }));
  }
  const template = new ResourceTemplate(templateUri, { list: undefined });
  server.registerResource(
    "template",
    template,
    { mimeType: "application/json" },
    (uri, { id }) => ({
      contents: [{ uri: uri.href, mimeType: "application/json", text: templateText(String(id)) }],
    }),
  );
  for (const [name, prompt] of Object.entries(prompts)) {
    const argsSchema = Object.fromEntries(prompt.arguments.map((key) => [key, argument()]));
    server.registerPrompt(name, { description: name, argsSchema }, (args) => ({
      messages: prompt.contents(args).map((content) => ({ role: "user", content })),
    }));
  }
}

function said(text: string) {
  return { content: [{ type: "text" as const, text }] };
}
