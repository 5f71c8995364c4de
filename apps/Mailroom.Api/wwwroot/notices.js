import { element } from "./dom.js";

const shownMs = 8_000;

/** Short words about what was done or failed; a live region, so that they are read aloud too. */
export class Notices {
  #place;

  /** @param {HTMLElement} place */
  constructor(place) {
    this.#place = place;
  }

  say(/** @type {string} */ text, kind = "done") {
    const notice = element("p", { class: `notice ${kind}` }, text);
    const close = element("button", { type: "button", class: "plain", "aria-label": "Close", onclick: () => notice.remove() }, "×");
    notice.append(close);
    this.#place.append(notice);
    if (kind === "done") setTimeout(() => notice.remove(), shownMs);
  }

  /** Stays until it is closed. */
  fail(/** @type {unknown} */ error) {
    this.say(error instanceof Error ? error.message : String(error), "failed");
  }
}
