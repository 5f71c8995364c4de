import { messageActions } from "../actions.js";
import { element } from "../dom.js";
import { addresses, moment, size } from "../format.js";
import { fields } from "../parts/fields.js";
import { mailContent } from "../parts/mail-content.js";
import { timeline } from "../parts/timeline.js";
import { badge, stateText } from "../states.js";

/** One mail that was written: what becomes of it, live, and what is in it. */
export const messageView = (context) => async ({ main, parts: [id], signal, title }) => {
  const path = `/v1/messages/${encodeURIComponent(id)}`;
  const message = await context.api.get(path, {}, signal);
  title(message.subject || "(no subject)");

  const status = element("div", { class: "status" });
  const spoken = element("p", { class: "hidden", role: "status" });
  const history = element("section", { "aria-label": "Timeline" });
  let shown = "";
  const show = (/** @type {any} */ latest) => {
    const text = JSON.stringify([latest.state, latest.timeline]);
    if (text === shown) return;
    shown = text;
    status.replaceChildren(badge(latest.state), ...messageActions(context, latest, again));
    history.replaceChildren(timeline(latest.timeline ?? []));
    spoken.textContent = `State: ${stateText(latest.state)}`;
  };
  let turn = 0;
  const again = async () => {
    const mine = ++turn;
    try {
      const latest = await context.api.get(path, {}, signal);
      if (mine === turn) show(latest);
    } catch (error) {
      if (!signal.aborted) context.notices.fail(error);
    }
  };

  show(message);
  main.append(element("h1", {}, message.subject || "(no subject)"), status, spoken, history, details(message), content(message));
  context.changes.listen(({ type, data }) => (type === "reconnected" || data.id === id) && again(), signal);
  // Something may have happened between the first answer and now.
  await again();
};

function details(message) {
  return fields([
    ["From", addresses(message.from)],
    ["To", addresses(message.to)],
    ["Cc", addresses(message.cc)],
    ["Bcc", addresses(message.bcc)],
    ["Written", moment(message.createdAt)],
    ["Send at", moment(message.sendAt)],
    ["Attached", (message.attachments ?? []).map((one) => `${one.fileName ?? `file ${one.number}`} (${size(one.size)})`).join(", ")],
    ["Message-ID", message.mailId],
  ]);
}

function content(message) {
  return element("section", { class: "content", "aria-label": "Content" }, ...mailContent(message));
}
