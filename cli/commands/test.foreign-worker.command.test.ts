import { test } from "vitest";
import { runKit } from "../testing/run-kit.ts";

// Written by others: a consent page of its own without a cookie, Deny before Approve (FastMCP); a sign-in page with cookies (Auth.js).
// Each sends people back from GitHub to another path, and its credentials as HTTP Basic.
test.for(["fastmcp", "auth-js"])(
  "signs in to a Worker that was written by others: %s",
  async (name, { expect }) => {
    const folder = `harness/testing/${name}`;
    const args = [`${folder}/whoami.yaml`, "--wrangler", `${folder}/wrangler.jsonc`];
    const { status, stdout, stderr } = await runKit("test", ...args);
    expect({ status, stderr, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("2 passed, 0 failed"),
    });
  },
);
