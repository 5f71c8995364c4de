import { element } from "../dom.js";
import { attachmentPicker } from "../parts/attachment-picker.js";
import { Draft } from "../parts/draft.js";
import { splitAddresses } from "../split-addresses.js";
import { answerTo } from "../answer.js";

/** A new mail, or an answer to one that came. */
export const writeView = (context) => async ({ main, query, signal, title }) => {
  const replyId = query.get("reply");
  const draft = new Draft(replyId ?? "new");
  const answered = replyId && (await context.api.get(`/v1/received/${encodeURIComponent(replyId)}`, {}, signal));
  const start = draft.load() ?? (answered ? answerTo(answered) : {});
  title(answered ? "Answer" : "Write");

  const picker = attachmentPicker(context.notices);
  const submit = /** @type {HTMLButtonElement} */ (element("button", { class: "primary" }, "Send"));
  const form = /** @type {HTMLFormElement} */ (element("form", { class: "write" },
    answered && element("p", { class: "note" }, `An answer to “${answered.subject || "(no subject)"}”.`),
    ...line("to", "To", start, { required: true, autofocus: true, placeholder: "you@example.com, Name <name@example.com>" }),
    copies(start),
    ...line("subject", "Subject", start),
    ...area("text", "Text", start, 12),
    element("details", { open: Boolean(start.html) }, element("summary", {}, "HTML"), ...area("html", "HTML, shown instead of the text", start, 8)),
    picker.element,
    ...line("sendAt", "Send later (empty: now)", start, { type: "datetime-local" }),
    element("div", { class: "actions" }, submit)));

  form.addEventListener("input", () => draft.save(values(form)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      const json = JSON.stringify(await compose(values(form), picker, replyId));
      const message = await context.api.post("/v1/messages", json, { "Idempotency-Key": draft.keyFor(json) });
      draft.discard();
      location.hash = `#/messages/${encodeURIComponent(message.id)}`;
    } catch (error) {
      context.notices.fail(error);
    } finally {
      submit.disabled = false;
    }
  });
  main.append(element("h1", {}, answered ? "Answer" : "Write"), form);
  form.querySelector(answered ? "textarea" : "input")?.focus();
};

function copies(start) {
  return element("details", { open: Boolean(start.cc || start.bcc) }, element("summary", {}, "Cc, Bcc"),
    ...line("cc", "Cc", start), ...line("bcc", "Bcc (hidden from the others)", start));
}

function line(name, text, start, attributes = {}) {
  return [element("label", { for: name }, text), element("input", { id: name, name, value: start[name] ?? "", ...attributes })];
}

function area(name, text, start, rows) {
  return [element("label", { for: name }, text), element("textarea", { id: name, name, rows }, start[name] ?? "")];
}

/** @returns {Record<string, string>} */
function values(/** @type {HTMLFormElement} */ form) {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

async function compose(form, picker, replyId) {
  return {
    to: splitAddresses(form.to),
    cc: splitAddresses(form.cc),
    bcc: splitAddresses(form.bcc),
    subject: form.subject,
    text: form.text,
    html: form.html || undefined,
    attachments: await picker.read(),
    inReplyTo: replyId ?? undefined,
    sendAt: form.sendAt ? new Date(form.sendAt).toISOString() : undefined,
  };
}
