import { arrange, element } from "../dom.js";

const pageSize = 25;
const pauseMs = 300;

/**
 * A list that is loaded page by page and read again when something changed. Rows stay the same elements, so that focus stays
 * where it is.
 */
export class PagedList {
  #load;
  #row;
  #rows = new Map();
  #shown = pageSize;
  #timer = 0;
  #turn = 0;
  #list = element("ul", { class: "rows" });
  #empty = element("p", { class: "empty", hidden: true });
  #more = element("button", { type: "button", class: "more", hidden: true, onclick: () => this.#showMore() }, "Show older");

  /**
   * @param {(parameters: { limit: number, cursor?: string }) => Promise<{ items: any[], nextCursor?: string | null }>} load
   * @param {(item: any) => Node[]} row What a row has in it.
   * @param {string} empty Shown when there is nothing.
   */
  constructor(load, row, empty) {
    this.#load = load;
    this.#row = row;
    this.#empty.textContent = empty;
    this.elements = [this.#list, this.#empty, this.#more];
  }

  /** Reads again all that is shown. */
  async refresh() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const turn = ++this.#turn;
    const items = [];
    let cursor;
    do {
      const page = await this.#load({ limit: pageSize, cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor && items.length < this.#shown);
    // An answer that was overtaken by a newer one is stale.
    if (turn === this.#turn) this.#show(items, Boolean(cursor));
  }

  /** Reads again soon; many changes at a time are read once. */
  refreshSoon(/** @type {(error: unknown) => void} */ failed, /** @type {AbortSignal} */ signal) {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      if (!signal.aborted) this.refresh().catch((error) => signal.aborted || failed(error));
    }, pauseMs);
  }

  #show(/** @type {any[]} */ items, /** @type {boolean} */ hasMore) {
    this.#rows = new Map(items.map((item) => [item.id, this.#fill(item)]));
    arrange(this.#list, [...this.#rows.values()]);
    this.#empty.hidden = items.length > 0;
    this.#more.hidden = !hasMore;
  }

  #fill(/** @type {any} */ item) {
    const text = JSON.stringify(item);
    const known = this.#rows.get(item.id);
    if (known?.dataset.content === text) return known;
    const row = known ?? element("li", { class: "row" });
    row.dataset.content = text;
    const hadFocus = row.contains(document.activeElement);
    row.replaceChildren(...this.#row(item));
    if (hadFocus) row.querySelector("a")?.focus();
    return row;
  }

  async #showMore() {
    this.#shown += pageSize;
    await this.refresh();
  }
}
