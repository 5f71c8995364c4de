import { element } from "../dom.js";
import { addresses, moment } from "../format.js";
import { downloads, saveAs } from "../parts/downloads.js";
import { fields } from "../parts/fields.js";
import { mailContent } from "../parts/mail-content.js";

const pictureTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** One mail that came. */
export const receivedView = (context) => async ({ main, parts: [id], signal, title }) => {
  const path = `/v1/received/${encodeURIComponent(id)}`;
  const mail = await context.api.get(path, {}, signal);
  const attachments = mail.attachments.map((one) => ({
    ...one, fileName: one.fileName || `attachment-${one.number}`, path: `${path}/attachments/${one.number}`,
  }));
  title(mail.subject || "(no subject)");
  main.append(
    element("h1", {}, mail.subject || "(no subject)"),
    element("div", { class: "status" },
      element("a", { class: "button primary", href: `#/write?reply=${encodeURIComponent(id)}` }, "Reply"),
      element("button", { type: "button", onclick: () => saveRaw(context, path) }, "Save as file"),
      mail.messageId && element("a", { href: `#/messages/${encodeURIComponent(mail.messageId)}` }, "The mail it belongs to")),
    details(mail));
  if (attachments.length) main.append(downloads(context, attachments));
  const pictures = mail.html ? await ownPictures(context, attachments, signal) : new Map();
  main.append(element("section", { class: "content", "aria-label": "Content" }, ...mailContent(mail, pictures)));
};

function details(mail) {
  return fields([
    ["From", addresses(mail.from)],
    ["Reply to", addresses(mail.replyTo)],
    ["To", addresses(mail.to)],
    ["Cc", addresses(mail.cc)],
    ["Received", moment(mail.receivedAt)],
    ["Dated", moment(mail.date)],
  ]);
}

/** Addresses of the pictures that the HTML may show, which came with the mail; they live as long as the view. */
async function ownPictures({ api }, attachments, /** @type {AbortSignal} */ signal) {
  const pictures = new Map();
  for (const one of attachments) {
    if (!one.contentId || !pictureTypes.has(one.contentType)) continue;
    const url = URL.createObjectURL(await api.blob(one.path, one.contentType));
    signal.addEventListener("abort", () => URL.revokeObjectURL(url));
    pictures.set(one.contentId.replace(/^<|>$/g, ""), url);
  }
  return pictures;
}

async function saveRaw({ api, notices }, path) {
  try {
    saveAs("mail.eml", await api.blob(`${path}/raw`));
  } catch (error) {
    notices.fail(error);
  }
}
