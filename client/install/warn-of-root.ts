import type { Platform } from "../platform.ts";

/** Whoever runs this through sudo writes files into a home that its user can then not change. */
export function warnOfRoot({ env, home }: Platform, uid = process.getuid?.()): string[] {
  const user = env["SUDO_USER"];
  if (uid !== 0 || user === undefined || user === "root") return [];
  return [
    `This runs as root for ${user}: what it writes in ${home} belongs to root. Run it without sudo.`,
  ];
}
