import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { onTestFinished, test } from "vitest";
import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { errorOf, redirect, serve, type Answer } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";

/** What somebody is told whom a page stops. */
async function told(answer: Answer, options: Partial<AttemptOptions> = {}) {
  await using site = await serve({ "GET /authorize": answer, "POST /authorize": answer });
  const url = `${site.origin}/authorize`;
  return await errorOf(attemptSignIn({ url, login: "octocat", stopBefore, ...options }));
}

test.for<[string, Answer, RegExp, RegExp]>([
  [
    "a button that is disabled",
    "<form><button disabled>Allow</button></form>",
    /shows no button that clearly approves[^]*Its buttons: "Allow" \(disabled\)/,
    /approve:/,
  ],
  [
    "a password that nobody types",
    '<form><input name="user"><input type="password" name="password"><button>Allow</button></form>',
    /wants to know "?password/,
    /password/,
  ],
  [
    "JSON",
    { headers: { "Content-Type": "application/json" }, body: '{"ok":true}' },
    /is no HTML page, but application\/json\./,
    /Answer with a page/,
  ],
  [
    "nothing",
    { status: 204, headers: { "Content-Type": "" } },
    /is no HTML page, but empty \(status 204\)\./,
    /Answer with a page/,
  ],
  [
    "a code in the fragment",
    redirect(`${stopBefore}#code=c`),
    /neither a code nor an error/,
    /stands in the fragment/,
  ],
  [
    "more headers than Node.js takes",
    { headers: { "X-Long": "a".repeat(20_000) } },
    /was not answered: Headers Overflow Error \(UND_ERR_HEADERS_OVERFLOW\)\./,
    /^Look at what answers at http/,
  ],
])("says so where what comes is %s", async ([, answer, message, hint], { expect }) => {
  expect(await told(answer)).toMatchObject({
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

test("says that an answer did not end in time", async ({ expect }) => {
  const server = createServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const attempt = attemptSignIn({ url, login: "octocat", answerTimeoutMs: 300 });
  expect(await errorOf(attempt)).toMatchObject({
    message: expect.stringContaining("did not end within 0.3 s"),
  });
});

test("refuses to start at what is no address", async ({ expect }) => {
  expect(await errorOf(attemptSignIn({ url: "/authorize", login: "octocat" }))).toMatchObject({
    code: "USAGE",
    message: 'A sign-in cannot start at "/authorize".',
  });
});

test("shows neither a form token on a button, nor a typed password, nor one in an address", async ({
  expect,
}) => {
  const asks = '<form method="post"><input name="password" required>';
  const echo = `${asks}<p>Bad value: s3cretPw</p><button name="csrf_token" value="k3y9f8">Go on</button></form>`;
  const error = await told(echo, { fill: { password: "s3cretPw" }, approve: "Go on" });
  expect(error).toMatchObject({
    message: expect.stringMatching(/csrf_token=….*Bad value: …(?!.*(?:k3y9f8|s3cretPw))/s),
  });
  expect(await told(redirect("http://ada:hunter2@exa mple/"))).toMatchObject({
    message: expect.stringMatching(/"http:\/\/exa mple\/", which is no URL(?!.*hunter2)/s),
  });
});
