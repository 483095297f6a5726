import { test } from "vitest";
import {
  attempt,
  consent,
  done,
  form,
  isOwn,
  refused,
  serveSessions,
  token,
  told,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

test.for(["pin", "account", "mfa", "otc", "sms_pin", "verification", "digit1", "lookup_secret"])(
  "who denies types their %s, and says no at what comes after it",
  async (name, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": () =>
        form(`<input name="${name}"><button>Verify</button><button name="cancel">Cancel</button>`),
      "POST /authorize": ({ body }) => (body.includes("cancel") ? told : redirect("/consent")),
      ...consent, // which hears no denial
    });
    const options = { act: "deny", fill: { [name]: "123456" } } as const;
    expect(await attempt(site, options)).toEqual({ kind: "approved" });
  },
);

test("the one button of a form that is filled in sends it, whatever it says", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": () => form('<input name="totp_code"><button>Use Authenticator</button>'),
    "POST /authorize": () => done,
  });
  expect(await attempt(site, { fill: { totp_code: "1" } })).toEqual({ kind: "approved" });
});

test("who names a connection does not say who they are: that is forged", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": ({ session }) =>
      form(
        `${token(session)}<input name="name"><button>Connect</button><button name="no">No</button>`,
      ),
    "POST /authorize": (request) => (isOwn(request) ? done : refused),
  });
  const options = { act: "forge-form", fill: { name: "my laptop" } } as const;
  expect(await attempt(site, options)).toMatchObject({ kind: "stopped", status: 403 });
});
