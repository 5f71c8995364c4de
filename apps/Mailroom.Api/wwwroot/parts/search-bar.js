import { element } from "../dom.js";

const pauseMs = 250;

/**
 * A search field, with an optional choice of states. What is looked for is kept in the address, so that going back and reloading
 * find it again.
 * @param {string} path
 * @param {URLSearchParams} query
 * @param {[string, string][]} states Values and texts; none for no choice.
 * @param {() => void} changed
 */
export function searchBar(path, query, states, changed) {
  const words = field("search", { type: "search", value: query.get("q") ?? "", placeholder: "Search" }, "Search");
  const choice = states.length ? stateChoice(states, query.get("state") ?? "") : null;
  let timer = 0;
  const values = () => ({ q: words.input.value.trim(), state: choice?.value ?? "" });
  const tell = () => {
    const wanted = new URLSearchParams(Object.entries(values()).filter(([, value]) => value));
    history.replaceState(null, "", `#${path}${wanted.size ? `?${wanted}` : ""}`);
    changed();
  };
  words.input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, pauseMs);
  });
  choice?.addEventListener("change", tell);
  const bar = element("form", { class: "search", role: "search", onsubmit: (/** @type {Event} */ e) => e.preventDefault() },
    words.label, words.input,
    choice && element("label", { for: "state", class: "hidden" }, "State"), choice);
  return { element: bar, values };
}

function field(id, attributes, text) {
  return {
    label: element("label", { for: id, class: "hidden" }, text),
    input: /** @type {HTMLInputElement} */ (element("input", { id, ...attributes })),
  };
}

function stateChoice(states, chosen) {
  const options = [["", "All states"], ...states].map(([value, text]) =>
    element("option", { value, selected: value === chosen }, text));
  return /** @type {HTMLSelectElement} */ (element("select", { id: "state" }, ...options));
}
