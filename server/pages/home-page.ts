import { serverInfo } from "../server-info.ts";
import { isLoopback } from "../resource.ts";
import { html, type Html } from "./html.ts";
import { pageResponse } from "./page.ts";

export interface HomePageOptions {
  resource: string;
  /** The path that the visitor opened: `/`, or that of an endpoint. */
  path: string;
  endpoints: readonly Endpoint[];
  /** Who signs people in, e.g. `GitHub`. */
  signInAt: string;
}

interface Endpoint {
  path: string;
  title: string;
  signIn: boolean;
  tools: readonly { name: string; operatorsOnly?: true }[];
}

/** The version that this server was tested with; an unpinned `npx` runs whatever is newest. */
const mcpRemote = "mcp-remote@0.15.1";

/** Tells a visitor what this is, and gives the configuration that connects Claude Desktop to it. */
export function homePage({ resource, path, endpoints, signInAt }: HomePageOptions): Response {
  const { origin } = new URL(resource);
  const shown = endpoints.find((endpoint) => endpoint.path === path) ?? endpoints[0];
  const body = html`
    <section class="card">
      <h1>
        ${shown?.path === path ? "This address is for programs" : "An MCP server, ready to connect"}
      </h1>
      <p class="lead">
        An assistant such as Claude connects here and uses the tools of this server. People read
        this page; programs speak the Model Context Protocol.
      </p>
    </section>
    ${shown ? connectCard(`${origin}${shown.path}`, shown, signInAt) : ""}
    <section class="card">
      <h2>Endpoints</h2>
      <ul class="rows">
        ${endpoints.map((endpoint) => endpointRow(origin, endpoint, signInAt))}
      </ul>
    </section>
    <p class="soft">${serverInfo.name} ${serverInfo.version}</p>
  `;
  return pageResponse({ title: serverInfo.title, body, script: copyScript });
}

function connectCard(url: string, { signIn }: Endpoint, signInAt: string): Html {
  const entry = { command: "npx", args: ["-y", mcpRemote, url, "--transport", "http-only"] };
  const configuration = JSON.stringify({ mcpServers: { [serverInfo.name]: entry } }, null, 2);
  const afterwards = signIn
    ? `Restart Claude Desktop. Your browser opens once, to sign in with ${signInAt}.`
    : "Restart Claude Desktop. No sign-in is needed.";
  return html`<section class="card">
    <h2>Connect Claude Desktop</h2>
    ${
      isLoopback(new URL(url))
        ? ""
        : html`<p>
            Shortest way: <strong>Settings → Connectors → Add custom connector</strong>, with
            <code>${url}</code>. Or through the local proxy:
          </p>`
    }
    <ol>
      <li>In Claude Desktop, open <strong>Settings → Developer → Edit Config</strong>.</li>
      <li>
        Put this into <code>claude_desktop_config.json</code>:
        <div class="snippet">
          <pre><code>${configuration}</code></pre>
        </div>
      </li>
      <li>${afterwards}</li>
    </ol>
  </section>`;
}

function endpointRow(
  origin: string,
  { path, title, signIn, tools }: Endpoint,
  signInAt: string,
): Html {
  return html`<li>
    <div class="head">
      <code>${origin}${path}</code>
      ${signIn ? html`<span class="tag">${signInAt} sign-in</span>` : html`<span class="tag good">Open</span>`}
    </div>
    <p>${title}</p>
    <p class="soft">
      Tools:
      ${tools.filter((tool) => !tool.operatorsOnly).map(({ name }, index) => html`${index > 0 ? ", " : ""}<code>${name}</code>`)}
    </p>
  </li>`;
}

/** Adds a copy button to each snippet. Without a script there is none, and the text can be selected. */
const copyScript = `
for (const snippet of document.querySelectorAll(".snippet")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(snippet.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  snippet.append(button);
}
`;
