import { completable, ResourceTemplate, type McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import {
  answers,
  intendedError,
  logged,
  pause,
  progressed,
  prompts,
  resources,
  templateText,
  templateUri,
} from "./fixtures.ts";
import { registerQuestions, said } from "./questions.ts";

/** Stands in for the offer of the product, on SDK v2: what the suite demands of revision 2026-07-28, and of 2025-11-25. */
export function registerOfferV2(server: McpServer): void {
  server.server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
  for (const method of [
    "logging/setLevel",
    "resources/subscribe",
    "resources/unsubscribe",
  ] as const) {
    server.server.setRequestHandler(method, () => ({}));
  }
  registerTools(server);
  registerQuestions(server);
  registerTexts(server);
}

function registerTools(server: McpServer): void {
  for (const [name, content] of Object.entries(answers)) {
    server.registerTool(name, { description: name }, () => ({ content: [...content] }));
  }
  server.registerTool("test_error_handling", { description: "Fails" }, () => {
    throw new Error(intendedError);
  });
  for (const name of ["test_tool_with_logging", "test_logging_tool"]) {
    server.registerTool(name, { description: "Logs" }, async ({ mcpReq }) => {
      for (const data of logged) {
        await mcpReq.log("info", data);
        await pause();
      }
      return said("Logged.");
    });
  }
  server.registerTool(
    "test_tool_with_progress",
    { description: "Proceeds" },
    async ({ mcpReq }) => {
      const { progressToken } = mcpReq["_meta"] ?? {};
      for (const progress of progressed) {
        if (progressToken !== undefined) {
          const params = { progressToken, progress, total: 100 };
          await mcpReq.notify({ method: "notifications/progress", params });
        }
        await pause();
      }
      return said("Done.");
    },
  );
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
    const argsSchema = z.object(
      Object.fromEntries(prompt.arguments.map((key) => [key, argument()])),
    );
    server.registerPrompt(name, { description: name, argsSchema }, (args) => ({
      messages: prompt.contents(args).map((content) => ({ role: "user", content })),
    }));
  }
}
