import type { ToolDescription } from "../tools/tool.ts";
import type { ResourceTemplateDefinition } from "./resource.ts";

/** A page about each tool of an endpoint. */
export function toolPages(tools: readonly ToolDescription[]): ResourceTemplateDefinition {
  return {
    name: "tool",
    uriTemplate: "docs://tools/{name}",
    title: "About a tool",
    description: "What a tool does, and whether it changes anything.",
    mimeType: "text/markdown",
    names: tools.map(({ name }) => name),
    read(name) {
      const tool = tools.find((each) => each.name === name);
      if (!tool) return undefined;
      const { title, description, annotations } = tool;
      const effect = annotations.readOnlyHint ? "It changes nothing." : "It changes something.";
      return `# ${title}\n\n\`${name}\`. ${description} ${effect}\n`;
    },
  };
}
