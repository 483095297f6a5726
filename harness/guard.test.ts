import { onTestFinished, test } from "vitest";
import { startGuard } from "./guard.ts";

test.runIf(process.platform !== "win32")(
  "a folder for temporary files that is none is named, with what to set",
  async ({ expect }) => {
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = import.meta.filename;
    onTestFinished(() => {
      delete process.env["TMPDIR"];
      if (before !== undefined) process.env["TMPDIR"] = before;
    });
    await expect(startGuard()).rejects.toMatchObject({
      code: "TEMPORARY_FOLDER_UNUSABLE",
      message: expect.stringContaining(`"${import.meta.filename}"`),
      hint: expect.stringContaining("TMPDIR"),
    });
  },
);
