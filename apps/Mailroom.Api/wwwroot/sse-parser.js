/**
 * @typedef {{ type: string, data: string, id: string }} ServerEvent
 */

/** Takes the text of an event stream in pieces and gives its events (HTML Living Standard, 9.2.6). */
export class SseParser {
  #rest = "";
  #type = "";
  #data = [];

  /** The last id that was named, which belongs to every later event too. */
  lastId = "";

  /** Milliseconds that the server wants between two connections; null when it didn't say. */
  retry = /** @type {number | null} */ (null);

  /** @returns {ServerEvent[]} */
  push(/** @type {string} */ text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.map((line) => this.#line(line)).filter((event) => event !== null);
  }

  #line(/** @type {string} */ line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#type = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.lastId = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.retry = Number(value);
    return null;
  }

  #dispatch() {
    const event = this.#data.length ? { type: this.#type || "message", data: this.#data.join("\n"), id: this.lastId } : null;
    this.#type = "";
    this.#data = [];
    return event;
  }
}
