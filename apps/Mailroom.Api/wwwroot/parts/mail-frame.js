import { element } from "../dom.js";

const sandbox = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const tallestPx = 4_000;

/**
 * Shows a mail's HTML in a frame in which no script runs and that loads nothing from anywhere. It has two locks: the sandbox,
 * which lacks allow-scripts, and the frame document's own Content-Security-Policy. This is the only place where anything of a
 * mail is read as HTML; the page itself can't, by its policy (require-trusted-types-for).
 *
 * allow-same-origin lets this page reach into the frame, to fill it and to measure it; the frame, without scripts, reaches
 * nobody.
 * @param {string} html
 * @param {Map<string, string>} pictures Addresses of the mail's own pictures by Content-ID.
 */
export function mailFrame(html, pictures = new Map()) {
  const frame = /** @type {HTMLIFrameElement} */ (element("iframe", {
    class: "mail-frame", sandbox, referrerpolicy: "no-referrer", title: "The mail as its sender laid it out", src: "mail/frame.html",
  }));
  frame.addEventListener("load", () => {
    const content = frame.contentDocument;
    if (!content) return;
    content.documentElement.innerHTML = withoutConnections(html, content);
    for (const link of content.links) prepareLink(/** @type {HTMLElement} */ (link));
    for (const image of content.images) usePicture(image, pictures);
    const measure = () => {
      frame.style.height = `${Math.min(content.documentElement.scrollHeight + 16, tallestPx)}px`;
    };
    measure();
    for (const image of content.images) image.addEventListener("load", measure);
  }, { once: true });
  return frame;
}

/**
 * Takes out what makes a browser connect elsewhere although nothing may be loaded: rel="preconnect", which no policy covers, and
 * frames, for which Chromium connects before it asks the policy. Read in a document that is not shown, for which a browser does
 * nothing at all.
 */
function withoutConnections(/** @type {string} */ html, /** @type {Document} */ content) {
  const inert = content.implementation.createHTMLDocument("");
  inert.documentElement.innerHTML = html;
  for (const one of inert.querySelectorAll("link, base, meta, iframe, frame, frameset, object, embed")) one.remove();
  return inert.documentElement.innerHTML;
}

function prepareLink(/** @type {HTMLElement} */ link) {
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer");
}

function usePicture(/** @type {HTMLImageElement} */ image, /** @type {Map<string, string>} */ pictures) {
  const source = image.getAttribute("src") ?? "";
  const own = /^cid:/i.test(source) ? pictures.get(decode(source.slice(4))) : undefined;
  if (own) image.src = own;
}

function decode(/** @type {string} */ text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
