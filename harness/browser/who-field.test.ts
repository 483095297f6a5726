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

test("a form that can be cancelled, and names something, is forged where nothing comes after it", async ({
  expect,
}) => {
  for (const [next, isForged] of [
    [done, true],
    [redirect("/consent"), false],
  ] as const) {
    for (const name of ["name", "token_name", "account"]) {
      await using site = await serveSessions({
        "GET /authorize": () => `<h1>Stay signed in?</h1>${form("<button>Yes</button>", "/stay")}`,
        "POST /stay": () => redirect("/name"),
        "GET /name": ({ session }) =>
          form(
            `${token(session)}<input name="${name}"><button>Continue</button><button name="no">Cancel</button>`,
          ),
        "POST /name": (request) => (isOwn(request) ? next : refused),
        "GET /consent": ({ session }) =>
          form(`${token(session)}<button>Continue</button><button name="no">Cancel</button>`),
        "POST /consent": () => done, // of which every form is good
      });
      const options = { act: "forge-form", fill: { [name]: "my laptop" } } as const;
      expect(await attempt(site, options)).toMatchObject({
        kind: isForged ? "stopped" : "approved",
      });
    }
  }
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

test("a code that is good once is not spent on looking past a login that can be cancelled", async ({
  expect,
}) => {
  let codes = 0;
  await using site = await serveSessions({
    "GET /authorize": () =>
      form('<input name="email"><button>Next</button><button name="no">Cancel</button>'),
    "POST /authorize": () => form('<input name="otp"><button>Verify</button>', "/code"),
    "POST /code": () => (++codes > 1 ? refused : redirect("/consent")),
    ...consent,
  });
  const options = { act: "lose-cookies", fill: { email: "a@b.example", otp: "1" } } as const;
  expect(await attempt(site, options)).toEqual({ kind: "approved" });
});

test("who denies by a form that names something is not held up by what cannot be seen after it", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": () =>
      form('<input name="name"><button>Continue</button><button name="no">Cancel</button>'),
    "POST /authorize": ({ body }) => (body.includes("no=") ? told : form("<button>Done</button>")),
  });
  expect(await attempt(site, { act: "deny", fill: { name: "a" } })).toMatchObject({
    error: "access_denied",
  });
});
