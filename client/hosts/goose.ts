import { headerTable, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition } from "./host.ts";

const variables = { GOOSE_PATH_ROOT: "config/config.yaml" };
const unix: FilePlace = {
  variant: "user",
  from: "xdgConfig",
  path: "goose/config.yaml",
  variables,
};

/** Seconds, as Goose itself writes them. */
const timeout = 300;

export const goose: HostDefinition = {
  title: "Goose",
  format: "yaml",
  container: ["extensions"],
  // Goose files an extension under its name in lower case, and would add a second one beside ours.
  key: (name) => name.toLowerCase(),
  files: {
    darwin: [unix],
    linux: [unix],
    win32: [
      {
        variant: "user",
        from: "appData",
        path: "Block/goose/config/config.yaml",
        variables,
      },
    ],
  },
  stdio: ({ command, args, env = {} }, name) => ({
    name,
    description: "",
    type: "stdio",
    enabled: true,
    cmd: command,
    args: [...args],
    envs: { ...env },
    timeout,
  }),
  remote: {
    shape: ({ name, url, headers }) => ({
      name,
      description: "",
      type: "streamable_http",
      enabled: true,
      uri: url,
      ...(headers?.length && { env_keys: headers.map(({ variable }) => variable) }),
      ...headerTable(headers, ({ variable }) => `\${${variable}}`),
      timeout,
    }),
    oauth: true,
    secretHeaders: true,
  },
  read: (value) =>
    readShape(value, { command: "cmd", env: "envs", url: ["uri"], off: ["enabled", false] }),
  processes: { darwin: ["Goose.app"], linux: ["goose", "goosed"], win32: ["Goose", "goosed"] },
  sources: [
    {
      fact: "stdio and streamable_http extensions, env_keys, required name and description",
      url: "https://github.com/block/goose/blob/main/crates/goose/src/agents/extension.rs",
      date: "2026-11-24",
    },
    {
      fact: "${NAME} in headers, from env_keys",
      url: "https://github.com/block/goose/blob/main/crates/goose/src/agents/extension_manager.rs",
      date: "2026-11-24",
    },
    {
      fact: "config.yaml on each platform, GOOSE_PATH_ROOT",
      url: "https://github.com/block/goose/blob/main/crates/goose/src/config/paths.rs",
      date: "2026-11-24",
    },
    {
      fact: "the key of an extension",
      url: "https://github.com/block/goose/blob/main/crates/goose/src/config/extensions.rs",
      date: "2026-11-24",
    },
  ],
  note: "On Windows @gleanwork/mcp-config-schema 5.2.0 names %USERPROFILE%\\.config\\goose; Goose's source and add-mcp name %APPDATA%\\Block\\goose\\config. Goose reads an env_keys name from the environment or from its own secret store.",
};
