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
    // Said again, it is read aloud again, and not seen twice.
    for (const old of [...this.#place.children]) if (old.firstChild?.textContent === text) old.remove();
    const notice = element("p", { class: `notice ${kind}` }, text);
    const close = element("button", { type: "button", class: "plain", "aria-label": "Close", onclick: () => notice.remove() }, "×");
    notice.append(close);
    this.#place.append(notice);
    if (kind === "done") setTimeout(() => notice.remove(), shownMs);
  }

  /** Stays until it is closed, or the view is left. */
  fail(/** @type {unknown} */ error) {
    this.say(error instanceof Error ? error.message : String(error), "failed");
  }

  clearFailures() {
    for (const notice of this.#place.querySelectorAll(".failed")) notice.remove();
  }
}
