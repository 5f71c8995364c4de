import { SseParser } from "./sse-parser.js";

const place = "mailroom.last-event";
const path = "/v1/events";
const longestWaitMs = 15_000;
// The server says something every 15 seconds, if only that it is there.
const silenceMs = 45_000;

/**
 * The server's events, for as long as the page lives: connects again when the connection breaks, and then resumes where it was.
 * Read with fetch, because EventSource can't send an Authorization header.
 *
 * Fires `change` with the event's type and data in `detail`, and `state` with "live" or "waiting".
 */
export class Changes extends EventTarget {
  #api;
  #waitMs = 500;

  /** @param {import("./api.js").Api} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  async run() {
    for (;;) {
      try {
        await this.#read();
      } catch {
        // Whatever it was: the next connection shows whether it still is.
      }
      this.#tell("state", "waiting");
      await new Promise((resolve) => setTimeout(resolve, this.#waitMs));
      this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
    }
  }

  /** Calls back after changes, until the signal says stop. */
  listen(/** @type {(detail: any) => void} */ callback, /** @type {AbortSignal} */ signal) {
    this.addEventListener("change", (event) => callback(/** @type {CustomEvent} */ (event).detail), { signal });
  }

  async #read() {
    const last = sessionStorage.getItem(place);
    const headers = { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) };
    const silence = new AbortController();
    const response = await this.#api.send(path, { headers, signal: silence.signal });
    const parser = new SseParser();
    this.#waitMs = 500;
    this.#tell("state", "live");
    // What happened while nobody listened may be more than the server still has.
    this.#tell("change", { type: "reconnected", data: {} });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let timer = setTimeout(() => silence.abort(), silenceMs);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      for (const event of parser.push(piece.value)) this.#take(event);
      if (parser.retry !== null) this.#waitMs = parser.retry;
    }
  }

  #take(/** @type {import("./sse-parser.js").ServerEvent} */ event) {
    if (event.id) sessionStorage.setItem(place, event.id);
    let data = {};
    try {
      data = JSON.parse(event.data);
    } catch {
      // An event of a newer server: that something changed is all that is needed.
    }
    this.#tell("change", { type: event.type, data });
  }

  #tell(/** @type {string} */ name, /** @type {unknown} */ detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
