import { test } from "vitest";
import { sitesOf } from "./sites.ts";

/**
 * @see https://docs.github.com/en/enterprise-server@latest/rest/enterprise-admin#endpoint-urls
 * @see https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency#api-access
 */
test.for<[string, string]>([
  ["https://github.com", "https://api.github.com"],
  ["https://github.example.com/", "https://github.example.com/api/v3"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v3"],
  ["https://octocorp.ghe.com", "https://api.octocorp.ghe.com"],
])("the API of %s is at %s", ([url, api], { expect }) => {
  expect(sitesOf(url)).toEqual({ web: new URL(url).origin, api });
});

test.for(["nonsense", "", "ftp://github.com"])("refuses %j", (url, { expect }) => {
  expect(() => sitesOf(url)).toThrow(
    expect.objectContaining({ code: "USAGE", message: expect.stringContaining(`"${url}"`) }),
  );
});
