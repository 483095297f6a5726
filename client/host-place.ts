import type { Place } from "./documents/place.ts";
import { hostConfigFile, hostConfigFiles } from "./host-config-file.ts";
import { checkHostFileName } from "./hosts/check-host-file-name.ts";
import { hostDefinition, type Host } from "./hosts/table.ts";
import { KitError } from "./kit-error.ts";
import { currentPlatform, type Platform } from "./platform.ts";

export interface HostPlaceOptions {
  /** The host's configuration file, named outright. Default: where the host has it on this machine. */
  file?: string | undefined;
  /** Accepts a file of a name that the host does not read. */
  force?: boolean | undefined;
  /** Default: this machine. */
  platform?: Platform | undefined;
}

/**
 * Says where a host keeps its servers: in which file, how it is written, and where in it.
 *
 * @throws {KitError} HOST_UNSUPPORTED when the host is not known here
 * @throws {KitError} USAGE when the file is not the host's, or when there are two and nobody can tell which one is read
 */
export function hostPlace(host: Host, options: HostPlaceOptions = {}): Place {
  const { file, force = false, platform = currentPlatform() } = options;
  const { format, container } = hostDefinition(host);
  const path =
    file === undefined
      ? onlyFile(host, platform)
      : checkHostFileName(host, file, { force, platform });
  return { file: path, format, container };
}

function onlyFile(host: Host, platform: Platform): string {
  const there = hostConfigFiles(host, platform).filter(({ exists }) => exists);
  if (there.length < 2) return hostConfigFile(host, platform);
  const { title } = hostDefinition(host);
  const list = there.map(({ file, variant }) => `  ${file} (${variant})`).join("\n");
  throw new KitError("USAGE", `${title} has ${there.length} configuration files here:\n${list}`, {
    hint: "Name the one that your installation reads: --file <path>. mcp-kit doctor says more.",
  });
}
