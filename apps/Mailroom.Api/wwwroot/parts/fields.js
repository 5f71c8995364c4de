import { element } from "../dom.js";

/** Names and values; what has no value is left out. */
export function fields(/** @type {[string, string | null | undefined][]} */ pairs) {
  const given = pairs.filter(([, value]) => value);
  return element("dl", { class: "fields" },
    ...given.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
