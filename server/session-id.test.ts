import { createHmac, hkdfSync } from "node:crypto";
import { test } from "vitest";
import { signSessionId, verifySessionId } from "./session-id.ts";

const id = "0123456789abcdef".repeat(4);
const owner = { userId: "583231", clientId: "client-a", isOperator: false };
const secret = "a secret of at least 32 characters";

test("a session id comes back to the user and client it was issued to", async ({ expect }) => {
  const signed = await signSessionId(id, owner, secret);
  expect(signed).toMatch(/^[0-9a-f]{64}\.[0-9a-f]{64}$/);
  expect(await verifySessionId(signed, owner, secret)).toBe(id);
});

test("SID-01 SID-04 SID-06 a session id is nothing to another user, another client, or whoever is offered something else", async ({
  expect,
}) => {
  const signed = await signSessionId(id, owner, secret);
  expect(await verifySessionId(signed, { ...owner, userId: "2" }, secret)).toBeUndefined();
  expect(await verifySessionId(signed, { ...owner, clientId: "b" }, secret)).toBeUndefined();
  expect(await verifySessionId(signed, { ...owner, isOperator: true }, secret)).toBeUndefined();
});

test("WK-15 a session id ends with the secret that signed it", async ({ expect }) => {
  const signed = await signSessionId(id, owner, secret);
  expect(await verifySessionId(signed, owner, `${secret}, rotated`)).toBeUndefined();
});

test("SID-07 SID-14 a session id that was changed is none", async ({ expect }) => {
  const signed = await signSessionId(id, owner, secret);
  const other = await signSessionId("f".repeat(64), owner, secret);
  const forged = [
    id,
    signed.toUpperCase(),
    `${id}.${other.split(".")[1]}`,
    `${signed} `,
    `${signed}0`,
    "../",
    "é",
    "x".repeat(5000),
    "",
  ];
  for (const value of forged) {
    expect(await verifySessionId(value, owner, secret)).toBeUndefined();
  }
});

test("LG-11 the key of session ids is derived for them alone", async ({ expect }) => {
  const [, mac] = (await signSessionId(id, owner, secret)).split(".");
  const text = `${id}\n${owner.userId}\n${owner.clientId}`;
  expect(mac).not.toBe(createHmac("sha256", secret).update(text).digest("hex"));
  const label = "remote-mcp-kit session id v1";
  const key = Buffer.from(hkdfSync("sha256", secret, "", label, 32));
  expect(mac).toBe(createHmac("sha256", key).update(text).digest("hex"));
});
