import { DurableObject } from "cloudflare:workers";
import type { DurableObjectClass } from "./route.ts";
import * as routeTable from "./routes.ts";

/** The Durable Object of an approach by the name that Cloudflare knows it by: an empty one when its row is not in the route table. */
export function durableObject(name: string): DurableObjectClass {
  const classes = Object.values(routeTable)
    .flat()
    .map((route) => ("durableObjects" in route ? route.durableObjects?.[name] : undefined));
  return classes.find((each) => each !== undefined) ?? DurableObject;
}
