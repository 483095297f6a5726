import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { changeHostFile } from "../change-host-file.ts";
import type { Place } from "../documents/place.ts";
import { readHostFile } from "../host-file.ts";
import { hostDefinition } from "../hosts/table.ts";
import type { Platform } from "../platform.ts";
import { atServer, type Check } from "./check.ts";
import { commandLine, editCommand, kitCommand, setAsideCommand } from "./mend-command.ts";

/** A host's file that its host cannot read. But for a mark at its beginning it is never mended here: only its user knows what was meant. */
export const unreadableFile: Check<"host-file-refused" | "byte-order-mark"> = {
  finds: {
    "host-file-refused": {
      severity: "fail",
      why: "The host reads none of its servers from a file with a fault, and may write a new one over it.",
    },
    "byte-order-mark": {
      severity: "fail",
      why: "The host takes the mark for a fault of the JSON, and may drop every server in the file.",
    },
  },
  async look({ files, platform }) {
    const found = files.map(async ({ host, file, refused }) => {
      const at = atServer({ host, file, name: "" });
      if (refused)
        return [
          {
            id: "host-file-refused" as const,
            what: refused.message,
            mend: await openingCommand(file, platform),
            advice: refused.hint,
            at: { ...at, name: null },
          },
        ];
      const { format, container } = hostDefinition(host);
      if (format !== "json" || !(await hasMark(file))) return [];
      return [
        {
          id: "byte-order-mark" as const,
          what: `${file} begins with a byte order mark.`,
          mend: kitCommand(["doctor", "--fix"], at, platform),
          at: { ...at, name: null },
          fix: () => takeMarkOut({ file, format, container }),
          changesFile: true as const,
        },
      ];
    });
    return (await Promise.all(found)).flat();
  },
};

/** Only a file can be opened and mended: a folder, a FIFO or a link to nothing has to go. */
async function openingCommand(file: string, platform: Platform): Promise<string> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats?.isFile()) return setAsideCommand(file, platform);
  const isReadable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
  return isReadable || platform.os === "win32"
    ? editCommand(file, platform)
    : commandLine(["chmod", "u+rw", file], platform);
}

/** No receipt is written: what the kit put into the file can be taken out again, and the mark stays out. */
async function takeMarkOut(place: Place): Promise<void> {
  await changeHostFile(place, ({ text, steps }) =>
    Promise.resolve({ text: text?.replace(/^\uFEFF/, ""), steps, result: undefined }),
  );
}

async function hasMark(file: string): Promise<boolean> {
  const { found } = await readHostFile(file);
  return found?.bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ?? false;
}
