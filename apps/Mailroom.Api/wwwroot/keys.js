const place = "mailroom.key";

/** The API key: given in the address or asked for, and kept for as long as the tab lives. */
export class Keys {
  #ask;
  #asking = null;

  /** @param {(problem: string) => Promise<string>} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /** Takes the key out of `#key=…`, so that it is neither seen, bookmarked nor in the history. */
  takeFromAddress() {
    const given = /^#key=(.+)$/.exec(location.hash);
    if (!given) return;
    sessionStorage.setItem(place, decodeURIComponent(given[1]));
    history.replaceState(null, "", `${location.pathname}#/messages`);
  }

  /** @returns {Promise<string>} */
  async get(problem = "") {
    const known = sessionStorage.getItem(place);
    if (known) return known;
    this.#asking ??= this.#ask(problem).then((key) => {
      sessionStorage.setItem(place, key);
      this.#asking = null;
      return key;
    });
    return this.#asking;
  }

  /** Forgets a key that the server refused, unless there is another one already. */
  forget(/** @type {string} */ refused) {
    if (sessionStorage.getItem(place) === refused) sessionStorage.removeItem(place);
  }
}
