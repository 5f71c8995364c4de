/** A mail that is being written: it survives a reload, and is sent once however often it is submitted. Attachments are not kept. */
export class Draft {
  #place;
  #sentAs = { json: "", key: "" };

  /** @param {string} name */
  constructor(name) {
    this.#place = `mailroom.draft.${name}`;
  }

  /** @returns {Record<string, string> | null} */
  load() {
    const kept = sessionStorage.getItem(this.#place);
    return kept ? JSON.parse(kept) : null;
  }

  save(/** @type {Record<string, string>} */ values) {
    sessionStorage.setItem(this.#place, JSON.stringify(values));
  }

  discard() {
    sessionStorage.removeItem(this.#place);
  }

  /**
   * The Idempotency-Key: the same for the same mail, so that submitting again after a lost answer makes no second one, and
   * another as soon as something was changed.
   */
  keyFor(/** @type {string} */ json) {
    if (this.#sentAs.json !== json) this.#sentAs = { json, key: randomKey() };
    return this.#sentAs.key;
  }
}

/** crypto.randomUUID exists only where the page came by TLS or from this machine. */
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}
