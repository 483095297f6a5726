import type { Route } from "./route.ts";
import * as routeTable from "./routes.ts";

const rows: readonly Route[] = Object.values(routeTable)
  .flat()
  .toSorted((left, right) => left.path.localeCompare(right.path));

/** The rows that are open in an environment. */
export function openRoutes(env: Env): Route[] {
  return rows.filter(
    (route) => !("onlyWith" in route && route.onlyWith) || isOn(env[route.onlyWith]),
  );
}

/** Finds the row for a path. The OAuth provider guards sub-paths too, so those belong to their endpoint. */
export function findRoute(pathname: string, env: Env): Route | undefined {
  return openRoutes(env)
    .filter((route) => covers(route, pathname))
    .toSorted((left, right) => right.path.length - left.path.length)[0];
}

function covers(route: Route, pathname: string): boolean {
  if (pathname === route.path) return true;
  if (route.kind === "mcp") return route.signIn && pathname.startsWith(`${route.path}/`);
  return route.path.length > 1 && route.path.endsWith("/") && pathname.startsWith(route.path);
}

function isOn(value: string | undefined): boolean {
  return /^(?:1|true|yes|on)$/i.test(value?.trim() ?? "");
}
