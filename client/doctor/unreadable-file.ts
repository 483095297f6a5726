import { readHostFile } from "../host-file.ts";
import { hostDefinition } from "../hosts/table.ts";
import { atServer, type Check } from "./check.ts";

/** A host's file that its host cannot read. It is never mended here: only its user knows what was meant. */
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
  async look({ files }) {
    const found = files.map(async ({ host, file, refused }) => {
      const at = atServer({ host, file, name: "" });
      if (refused)
        return [
          {
            id: "host-file-refused" as const,
            what: refused.message,
            mend: refused.hint,
            at: { ...at, name: null },
          },
        ];
      if (hostDefinition(host).format !== "json" || !(await hasMark(file))) return [];
      return [
        {
          id: "byte-order-mark" as const,
          what: `${file} begins with a byte order mark.`,
          mend: "Save it in an editor as UTF-8 without a byte order mark.",
          at: { ...at, name: null },
        },
      ];
    });
    return (await Promise.all(found)).flat();
  },
};

async function hasMark(file: string): Promise<boolean> {
  const { found } = await readHostFile(file);
  return found?.bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ?? false;
}
