import { test } from "vitest";
import { seal, unseal } from "./seal.ts";

test("RT-20 what is sealed under a token opens with that token only, and shows nothing of itself", async ({
  expect,
}) => {
  const sealed = await seal("ghr_new", "ghr_old");
  expect(new TextDecoder().decode(sealed)).not.toContain("ghr_");
  expect(await unseal(sealed, "ghr_old")).toBe("ghr_new");
  await expect(unseal(sealed, "ghr_other")).rejects.toThrow();
  sealed[20]! ^= 1;
  await expect(unseal(sealed, "ghr_old")).rejects.toThrow();
});
