import { element } from "../dom.js";
import { size } from "../format.js";

/**
 * A mail's attachments, to be saved. They are never opened here: whatever a sender calls them, they are octets.
 * @param {{ api: import("../api.js").Api, notices: import("../notices.js").Notices }} context
 * @param {{ fileName: string, size: number, path: string }[]} attachments
 */
export function downloads({ api, notices }, attachments) {
  return element("ul", { class: "attachments", "aria-label": "Attachments" }, ...attachments.map((one) => {
    const save = async () => {
      try {
        saveAs(one.fileName, await api.blob(one.path));
      } catch (error) {
        notices.fail(error);
      }
    };
    return element("li", {},
      element("button", { type: "button", onclick: save }, one.fileName),
      element("span", { class: "size" }, size(one.size)));
  }));
}

/** Hands octets over to the browser to be saved as a file. */
export function saveAs(/** @type {string} */ name, /** @type {Blob} */ octets) {
  const url = URL.createObjectURL(octets);
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the octets once the click's work is done.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
