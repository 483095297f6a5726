import { isRecord } from "../is-record.ts";
import type { SignInStore } from "./store.ts";

const patienceMs = 1000;
/** Its answer has some eighty bytes, and whoever listens there may be anybody. */
const maxBytes = 4096;

/**
 * Says whether the one who listens on a callback port is mcp-remote itself, in the midst of a sign-in for the same store: then others
 * wait for that sign-in and share it, and nobody is in anybody's way. It is asked as mcp-remote 0.15.1 asks.
 */
export async function isSibling({ callbackPort, hash }: SignInStore): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${callbackPort}/.mcp-remote/id`, {
      redirect: "error",
      signal: AbortSignal.timeout(patienceMs),
    });
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > maxBytes) return false;
    }
    const said: unknown = JSON.parse(text);
    return (
      isRecord(said) && said["mcpRemote"] === true && said["serverUrlHash"] === hash && response.ok
    );
  } catch {
    return false;
  }
}
