import { test } from "vitest";
import { hostName } from "./host-name.ts";

/** What a person reads, with brackets around what is emphasised. */
function shown(host: string): string {
  return hostName(host)
    .text.replace("<strong>", "[")
    .replace("</strong>", "]")
    .replaceAll(/<[^>]*>/g, "");
}

test.for([
  ["claude.ai", "[claude.ai]"],
  ["claude.ai.sign-in.evil.example", "claude.ai.sign-in.[evil.example]"],
  ["claude.ai.evil.co.uk", "claude.ai.[evil.co.uk]"],
  ["localhost", "[localhost]"],
  ["127.0.0.1", "[127.0.0.1]"],
  ["[::1]", "[[::1]]"],
])("CON-02 emphasises whose host %s is", ([host = "", expected], { expect }) => {
  expect(shown(host)).toBe(expected);
});

test("CON-02 shows all of a host that can be reached, and of a longer one its end", ({
  expect,
}) => {
  const long = `claude.ai.${"sign-in.".repeat(28)}evil.example`;
  expect(long).toHaveLength(246);
  expect(shown(long).replaceAll(/[[\]]/g, "")).toBe(long);
  const longer = `claude.ai.${"sign-in.".repeat(100)}evil.example`;
  expect(shown(longer)).toMatch(/^….{240,}\.\[evil\.example\]$/);
});
