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

  /** The key, or null where none is known yet: some servers want none. */
  get known() {
    return sessionStorage.getItem(place);
  }

  /** Gets another key than the one that the server refused. Whoever else waits for one gets the same. */
  async replace(/** @type {string | null} */ refused) {
    if (this.known !== refused) return;
    sessionStorage.removeItem(place);
    this.#asking ??= this.#ask(refused ? "The server did not accept that key." : "").then((key) => {
      sessionStorage.setItem(place, key);
      this.#asking = null;
    });
    await this.#asking;
  }
}
