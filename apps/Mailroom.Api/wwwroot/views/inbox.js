import { element } from "../dom.js";
import { names, shortMoment } from "../format.js";
import { PagedList } from "../parts/paged-list.js";
import { searchBar } from "../parts/search-bar.js";

/** The mails that came, newest first. */
export const inboxView = (context) => async ({ main, query, signal, title }) => {
  title("Inbox");
  const again = () => list.refreshSoon((error) => context.notices.fail(error), signal);
  const bar = searchBar("/inbox", query, [], again);
  const list = new PagedList(
    (page) => context.api.get("/v1/received", { q: bar.values().q, ...page }, signal),
    (mail) => row(mail),
    "No mail here.");
  main.append(element("h1", {}, "Inbox"), bar.element, ...list.elements);
  context.changes.listen(({ type }) => type !== "message" && again(), signal);
  await list.refresh();
};

function row(mail) {
  return [
    element("a", { href: `#/inbox/${encodeURIComponent(mail.id)}` },
      element("span", { class: "who" }, names(mail.from) || "(no sender)"),
      element("span", { class: "subject" }, mail.subject || "(no subject)"),
      element("time", { datetime: mail.receivedAt }, shortMoment(mail.receivedAt))),
  ];
}
