import { messageActions } from "../actions.js";
import { element } from "../dom.js";
import { names, shortMoment } from "../format.js";
import { PagedList } from "../parts/paged-list.js";
import { searchBar } from "../parts/search-bar.js";
import { badge, stateNames, stateText } from "../states.js";

/** The mails that were written, newest first, with what became of them. */
export const messagesView = (context) => async ({ main, query, signal, title }) => {
  title("Outgoing mail");
  const again = () => list.refreshSoon((error) => context.notices.fail(error), signal);
  const bar = searchBar("/messages", query, stateNames.map((name) => [name, stateText(name)]), again);
  const list = new PagedList(
    (page) => context.api.get("/v1/messages", { ...bar.values(), ...page }, signal),
    (message) => row(context, message, again),
    "No mail here.");
  main.append(element("h1", {}, "Outgoing mail"), bar.element, ...list.elements);
  context.changes.listen(({ type }) => type !== "received" && again(), signal);
  await list.refresh();
};

function row(context, message, again) {
  const created = message.createdAt;
  return [
    element("a", { href: `#/messages/${encodeURIComponent(message.id)}` },
      element("span", { class: "who" }, names([message.to, message.cc, message.bcc].find((some) => some?.length))),
      element("span", { class: "subject" }, message.subject || "(no subject)"),
      element("time", { datetime: created }, shortMoment(created))),
    element("div", { class: "status" }, badge(message.state), ...messageActions(context, message, again)),
  ];
}
