import { element } from "../dom.js";
import { moment } from "../format.js";

/** @type {Record<string, { text: string, look?: string }>} */
const kinds = {
  accepted: { text: "Accepted" },
  scheduled: { text: "Scheduled" },
  queued: { text: "Queued" },
  started: { text: "Attempt begun" },
  sent: { text: "Sent", look: "good" },
  deferred: { text: "Not yet: will be tried again", look: "doubtful" },
  failed: { text: "Failed", look: "bad" },
  uncertain: { text: "Nobody knows whether it was sent", look: "doubtful" },
  cancelling: { text: "To be cancelled" },
  cancelled: { text: "Cancelled" },
  refused: { text: "Refused for one recipient", look: "bad" },
  "sent-again": { text: "To be sent again" },
  received: { text: "It came into the inbox", look: "good" },
  answered: { text: "An answer came", look: "good" },
};

/** What happened to a message, oldest first. */
export function timeline(/** @type {{ time: string, kind: string, receivedId?: string | null, attempt?: number | null, detail?: string | null }[]} */ entries) {
  return element("ol", { class: "timeline" }, ...entries.map(entry));
}

function entry({ time, kind, attempt, detail, receivedId }) {
  const { text, look = "" } = kinds[kind] ?? { text: kind };
  const words = attempt ? `${text} (attempt ${attempt})` : text;
  return element("li", { class: look, "data-kind": kind },
    element("span", { class: "what" },
      receivedId ? element("a", { href: `#/inbox/${encodeURIComponent(receivedId)}` }, words) : words),
    element("time", { datetime: time }, moment(time)),
    detail && element("p", { class: "detail" }, detail));
}
