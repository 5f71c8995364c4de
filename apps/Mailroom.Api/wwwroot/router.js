/**
 * @typedef {{ pattern: RegExp, section: string, show: (page: Page) => Promise<void> }} Route
 * @typedef {{ main: HTMLElement, parts: string[], query: URLSearchParams, signal: AbortSignal,
 *   title: (text: string) => void }} Page
 */

/** Shows the view that the address names, and ends the one before. */
export class Router {
  #routes;
  #main;
  #failed;
  #leaving = new AbortController();

  /**
   * @param {Route[]} routes The first one is also for addresses that nothing matches.
   * @param {HTMLElement} main
   * @param {(error: Error) => void} failed
   */
  constructor(routes, main, failed) {
    this.#routes = routes;
    this.#main = main;
    this.#failed = failed;
  }

  async show() {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const [path, query = ""] = location.hash.slice(1).split("?");
    const route = this.#routes.find(({ pattern }) => pattern.test(path)) ?? this.#routes[0];
    this.#mark(route.section);
    // A view that is left may still be waiting for something: what it then adds is not seen.
    const main = document.createElement("div");
    main.className = `view ${route.section}`;
    this.#main.replaceChildren(main);
    const title = (/** @type {string} */ text) => {
      if (!signal.aborted) document.title = `${text} · Mailroom`;
    };
    try {
      const parts = (route.pattern.exec(path) ?? []).slice(1).map(decodeURIComponent);
      await route.show({ main, parts, query: new URLSearchParams(query), signal, title });
    } catch (error) {
      if (!signal.aborted) this.#failed(/** @type {Error} */ (error));
    }
  }

  #mark(/** @type {string} */ section) {
    for (const link of document.querySelectorAll("[data-section]")) {
      if (link.getAttribute("data-section") === section) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}
