import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { HostFile } from "./host-file.ts";

/** Says, in whole sentences, what about a file or its folder lets others meddle, or surprises its owner. */
export async function hostFileWarnings({ path, found }: HostFile): Promise<string[]> {
  const user = process.getuid?.();
  if (user === undefined) return []; // Windows has neither such modes nor such owners
  const warnings: string[] = [];
  if (found && found.stats.nlink > 1)
    warnings.push(
      `${path} has ${found.stats.nlink} names: only this one gets the change, and the others keep the old content.`,
    );
  if (found && (found.stats.mode & 0o002) !== 0)
    warnings.push(`Anybody on this machine can write to ${path}, and so start programs as you.`);
  const folder = dirname(path);
  const stats = await stat(folder).catch(() => undefined);
  if (!stats) return warnings;
  if ((stats.mode & 0o002) !== 0)
    warnings.push(`Anybody on this machine can put files into ${folder}, and so replace ${path}.`);
  if (stats.uid !== user && stats.uid !== 0)
    warnings.push(`The folder ${folder} belongs to another user, who can replace ${path}.`);
  return warnings;
}
