import { element } from "../dom.js";
import { mailFrame } from "./mail-frame.js";

/**
 * A mail's text and HTML. The HTML is shown first where there is any, and the text on demand.
 * @param {{ text?: string | null, html?: string | null }} mail
 * @param {Map<string, string>} [pictures]
 */
export function mailContent({ text, html }, pictures) {
  const plain = element("pre", { class: "mail-text" }, text ?? "");
  if (!html) return [plain];
  const note = "Shown without scripts, and without anything that would have to be loaded from elsewhere.";
  return [
    mailFrame(html, pictures),
    element("p", { class: "note" }, note),
    text && element("details", {}, element("summary", {}, "As plain text"), plain),
  ].filter(Boolean);
}
