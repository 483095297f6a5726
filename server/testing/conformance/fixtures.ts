/**
 * What the conformance suite asks a server for by name, as far as it answers at once and alike on both SDK generations.
 *
 * @see https://github.com/modelcontextprotocol/conformance
 */

/** One red pixel. */
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
/** One sample of silence. */
const wav = "UklGRiUAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQEAAACA";

const image = { type: "image" as const, data: png, mimeType: "image/png" };

function text(value: string) {
  return { type: "text" as const, text: value };
}

function embedded(uri: string, mimeType: string, value: string) {
  return { type: "resource" as const, resource: { uri, mimeType, text: value } };
}

/** Tools without arguments, by name, and their content. */
export const answers = {
  test_simple_text: [text("This is a simple text response for testing.")],
  test_image_content: [image],
  test_audio_content: [{ type: "audio" as const, data: wav, mimeType: "audio/wav" }],
  test_embedded_resource: [
    embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."),
  ],
  test_multiple_content_types: [
    text("Multiple content types test:"),
    image,
    embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
  ],
};

/** The tool `test_error_handling` throws this, and the suite wants to read it. */
export const intendedError = "This tool intentionally returns an error for testing";

/** What `test_tool_with_logging` logs, 50 ms apart. */
export const logged = [
  "Tool execution started",
  "Tool processing data",
  "Tool execution completed",
] as const;

/** Where `test_tool_with_progress` is, 50 ms apart, of 100. */
export const progressed = [0, 50, 100] as const;

/** Resources by name: where they are, and what is read there. */
export const resources = {
  "static-text": {
    uri: "test://static-text",
    mimeType: "text/plain",
    text: "This is the content of the static text resource.",
  },
  "static-binary": { uri: "test://static-binary", mimeType: "image/png", blob: png },
  watched: { uri: "test://watched-resource", mimeType: "text/plain", text: "Watched." },
};

export const templateUri = "test://template/{id}/data";

export function templateText(id: string): string {
  return JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
}

/** Prompts by name: their arguments and their messages. */
export const prompts = {
  test_simple_prompt: {
    arguments: [],
    contents: () => [text("This is a simple prompt for testing.")],
  },
  test_prompt_with_arguments: {
    arguments: ["arg1", "arg2"],
    contents: ({ arg1, arg2 }: Record<string, string>) => [
      text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
    ],
  },
  test_prompt_with_embedded_resource: {
    arguments: ["resourceUri"],
    contents: ({ resourceUri = "" }: Record<string, string>) => [
      embedded(resourceUri, "text/plain", "Embedded resource content for testing."),
      text("Please process the embedded resource above."),
    ],
  },
  test_prompt_with_image: {
    arguments: [],
    contents: () => [image, text("Please analyze the image above.")],
  },
};

/** The forms that the elicitation tools send, by tool. */
export const forms = {
  test_elicitation: {
    type: "object" as const,
    properties: {
      username: { type: "string" as const, description: "User's response" },
      email: { type: "string" as const, description: "User's email address" },
    },
    required: ["username", "email"],
  },
  test_elicitation_sep1034_defaults: {
    type: "object" as const,
    properties: {
      name: { type: "string" as const, default: "John Doe" },
      age: { type: "integer" as const, default: 30 },
      score: { type: "number" as const, default: 95.5 },
      status: {
        type: "string" as const,
        enum: ["active", "inactive", "pending"],
        default: "active",
      },
      verified: { type: "boolean" as const, default: true },
    },
  },
  test_elicitation_sep1330_enums: {
    type: "object" as const,
    properties: {
      untitledSingle: { type: "string" as const, enum: ["option1", "option2", "option3"] },
      titledSingle: { type: "string" as const, oneOf: titled("Option", "value") },
      legacyEnum: {
        type: "string" as const,
        enum: ["opt1", "opt2", "opt3"],
        enumNames: ["Option One", "Option Two", "Option Three"],
      },
      untitledMulti: {
        type: "array" as const,
        items: { type: "string" as const, enum: ["option1", "option2", "option3"] },
      },
      titledMulti: { type: "array" as const, items: { anyOf: titled("Choice", "value") } },
    },
  },
};

function titled(noun: string, value: string) {
  return ["First", "Second", "Third"].map((ordinal, index) => ({
    const: `${value}${index + 1}`,
    title: `${ordinal} ${noun}`,
  }));
}

export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
