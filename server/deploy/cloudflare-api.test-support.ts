import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What Wrangler uploads for a Worker, as far as it is looked at here. */
export interface UploadMetadata {
  main_module: string;
  bindings: { name: string; type: string; text?: string; class_name?: string }[];
  compatibility_date: string;
  compatibility_flags: string[];
  migrations: { steps: { new_sqlite_classes: string[] }[] };
  observability: { enabled: boolean };
}

/** A Worker as it was uploaded. */
export interface Upload {
  metadata: UploadMetadata;
  /** The module that runs. */
  code: string;
}

/** The API of Cloudflare for an account in which nothing is but the secrets of one Worker. */
export interface CloudflareApi extends AsyncDisposable {
  /** What Wrangler is told, to come here. */
  environment: Record<string, string>;
  /** The titles of KV namespaces that were made. */
  namespaces: string[];
  uploads: Upload[];
}

/**
 * Stands in for Cloudflare's API on loopback, as far as `wrangler deploy` asks it.
 *
 * @see https://developers.cloudflare.com/api/resources/workers/subresources/scripts/methods/update/
 */
export async function serveCloudflareApi(secrets: readonly string[]): Promise<CloudflareApi> {
  const namespaces: string[] = [];
  const uploads: Upload[] = [];
  const answers: [RegExp, (request: Request) => object | Promise<object>][] = [
    [/^GET .*\/secrets$/, () => secrets.map((name) => ({ name, type: "secret_text" }))],
    [/^GET .*\/kv\/namespaces$/, () => []],
    [
      /^POST .*\/kv\/namespaces$/,
      async (request) => {
        const { title } = (await request.json()) as { title: string };
        namespaces.push(title);
        return { id: "0123456789abcdef0123456789abcdef", title };
      },
    ],
    [
      /^PUT .*\/scripts\/[^/]+$/,
      async (request) => {
        uploads.push(await readUpload(await request.formData()));
        return { id: "remote-mcp-kit", deployment_id: "1" };
      },
    ],
    // `wrangler secret put` has made the Worker: nothing is bound to it, and nothing but that deployed.
    [/^GET .*\/settings$/, () => ({ bindings: [] })],
    [/^GET .*\/deployments$/, () => ({ deployments: [{ versions: [], source: "api" }] })],
    [/^GET .*\/services\/[^/]+$/, () => ({ default_environment: { script: {} } })],
    [/^GET .*\/workers\/workers\/[^/]+$/, () => ({ subdomain: {}, observability: {} })],
    [/^GET .*\/scripts$/, () => []],
    [/^GET .*\/workers\/subdomain$/, () => ({ subdomain: "example" })],
    [/\/subdomain$/, () => ({ enabled: true, previews_enabled: false })],
  ];
  const server = createServer(async (incoming, response) => {
    const path = incoming.url?.split("?")[0];
    const answer = answers.find(([asked]) => asked.test(`${incoming.method} ${path}`))?.[1];
    const result = (await answer?.(await toRequest(incoming))) ?? {};
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ success: true, errors: [], messages: [], result }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}/client/v4`,
      CLOUDFLARE_API_TOKEN: "token",
      CLOUDFLARE_ACCOUNT_ID: "account",
      CI: "true", // nobody is asked
      WORKERS_CI: "",
      WRANGLER_SEND_METRICS: "false",
    },
    namespaces,
    uploads,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = { "content-type": incoming.headers["content-type"] ?? "" };
  if (chunks.length === 0) return new Request("http://api", { headers });
  return new Request("http://api", { method: "POST", headers, body: Buffer.concat(chunks) });
}

async function readUpload(form: FormData): Promise<Upload> {
  const metadata = JSON.parse(await textOf(form.get("metadata"))) as UploadMetadata;
  return { metadata, code: await textOf(form.get(metadata.main_module)) };
}

async function textOf(part: FormDataEntryValue | null): Promise<string> {
  return typeof part === "string" ? part : ((await part?.text()) ?? "");
}
