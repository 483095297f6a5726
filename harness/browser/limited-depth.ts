import { defaultTreeAdapter, type DefaultTreeAdapterTypes } from "parse5";

/** As in Chromium, whose pages are no deeper either. */
const MAX_DEPTH = 512;

type ParentNode = DefaultTreeAdapterTypes.ParentNode;
type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type AppendChild = (parent: ParentNode, child: ChildNode) => void;

/**
 * Makes a parser's way to append a node that puts what is in an element of the greatest depth beside it, as browsers do: what is
 * asked of each control, by what it is in, must not grow with the page.
 */
export function appendAtLimitedDepth(): AppendChild {
  const depths = new WeakMap<ParentNode, number>();
  return (parent, child) => {
    const depth = depths.get(parent) ?? 0;
    const around = depth > MAX_DEPTH && "parentNode" in parent ? parent.parentNode : null;
    if ("childNodes" in child) depths.set(child, around === null ? depth + 1 : depth);
    defaultTreeAdapter.appendChild(around ?? parent, child);
  };
}
