/**
 * Makes an element. Text becomes text nodes, so nothing is ever read as HTML; listeners are functions, never text.
 * @param {string} name
 * @param {Record<string, unknown>} [properties] Attributes; `on…` takes a function, false and null leave an attribute out.
 * @param {...(Node | string | null | false | undefined)} children
 * @returns {HTMLElement}
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) {
      if (typeof value !== "function") throw new TypeError(`${key} takes a function.`);
      made.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    } else {
      made.setAttribute(key, value === true ? "" : String(value));
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Replaces a parent's children only where they differ, so that focus, selection and scrolling survive. */
export function arrange(/** @type {Element} */ parent, /** @type {Element[]} */ children) {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}
