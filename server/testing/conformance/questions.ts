import {
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type CallToolResult,
  type InputRequests,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { forms } from "./fixtures.ts";

/** In a test every isolate may know it. */
const codec = createRequestStateCodec<string>({ key: "a key for the conformance suite alone" });

const name = { user_name: ask("What is your name?", "name") };
const confirm = { confirm: ask("Please confirm", "ok", "boolean") };
const question = toModel("What is the capital of France?");
const capital = { capital_question: inputRequired.createMessage(question) };
const roots = { client_roots: inputRequired.listRoots() };

/** Tools that ask in one or more rounds, by name (SEP-2322). */
const rounds: Record<string, InputRequests[]> = {
  test_input_required_result_elicitation: [name],
  test_input_required_result_sampling: [capital],
  test_input_required_result_list_roots: [roots],
  test_input_required_result_request_state: [confirm],
  test_input_required_result_tampered_state: [confirm],
  test_input_required_result_multiple_inputs: [
    { ...name, greeting: inputRequired.createMessage(toModel("Generate a greeting")), ...roots },
  ],
  test_input_required_result_multi_round: [
    { step1: ask("Step 1: What is your name?", "name") },
    { step2: ask("Step 2: What is your favorite color?", "color") },
  ],
  test_missing_capability: [capital],
  test_streaming_elicitation: [name],
};

/** Registers the tools, and a prompt, that end a call with a question or send one meanwhile. */
export function registerQuestions(server: McpServer): void {
  // The product's server has no such hook to set, for it opens what its clients carry where it is used.
  Reflect.set(server.server, "_requestStateVerify", (state: string, call: ServerContext) =>
    codec.verify(state, call),
  );

  for (const [tool, asked] of Object.entries(rounds)) {
    server.registerTool(tool, { description: "Asks before it answers" }, async (call) => {
      return (
        (await nextRound(asked, call)) ??
        said(`state-ok ${JSON.stringify(call.mcpReq.inputResponses)}`)
      );
    });
  }
  server.registerTool(
    "test_input_required_result_capabilities",
    { description: "Asks as far as the client can answer" },
    async (call) => {
      const { sampling } = server.server.getClientCapabilities() ?? {};
      return (await nextRound([sampling ? capital : name], call)) ?? said("Asked.");
    },
  );
  server.registerPrompt(
    "test_input_required_result_prompt",
    { description: "Asks before it answers" },
    async (call) => {
      const asked = { user_context: ask("What context should the prompt use?", "context") };
      const text = JSON.stringify(call.mcpReq.inputResponses);
      const messages = [{ role: "user" as const, content: { type: "text" as const, text } }];
      return (await nextRound([asked], call)) ?? { messages };
    },
  );

  // Of 2025: the server asks while the call is open.
  server.registerTool("test_sampling", { description: "Asks the client's model" }, async (call) => {
    const { content } = await call.mcpReq.requestSampling(question);
    return said(`LLM response: ${JSON.stringify(content)}`);
  });
  for (const [tool, requestedSchema] of Object.entries(forms)) {
    server.registerTool(tool, { description: "Asks the person" }, async ({ mcpReq }) => {
      const answer = await mcpReq.elicitInput({ message: "Please fill this in", requestedSchema });
      return said(`User response: ${JSON.stringify(answer)}`);
    });
  }
}

/** The first round that has not been answered in full. Which ones have been is in the state that the client sends back. */
async function nextRound(
  asked: readonly InputRequests[],
  { mcpReq, ...call }: ServerContext,
): Promise<InputRequiredResult | undefined> {
  const before = Number(mcpReq.requestState<string>() ?? 0);
  const isAnswered = Object.keys(asked[before] ?? {}).every(
    (key) => inputResponse(mcpReq.inputResponses, key).kind !== "missing",
  );
  const round = isAnswered ? before + 1 : before;
  const inputRequests = asked[round];
  if (!inputRequests) return undefined;
  const requestState = await codec.mint(String(round), { mcpReq, ...call });
  return inputRequired({ inputRequests, requestState });
}

function ask(message: string, key: string, type: "string" | "boolean" = "string") {
  const property = type === "string" ? { type: "string" as const } : { type: "boolean" as const };
  const properties = { [key]: property };
  return inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties, required: [key] },
  });
}

function toModel(text: string) {
  return {
    messages: [{ role: "user" as const, content: { type: "text" as const, text } }],
    maxTokens: 100,
  };
}

export function said(text: string): CallToolResult {
  return { content: [{ type: "text", text }] };
}
