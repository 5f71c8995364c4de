import { Api } from "./api.js";
import { Changes } from "./changes.js";
import { askForKey } from "./dialogs.js";
import { Keys } from "./keys.js";
import { Notices } from "./notices.js";
import { Router } from "./router.js";
import { inboxView } from "./views/inbox.js";
import { messageView } from "./views/message.js";
import { messagesView } from "./views/messages.js";
import { receivedView } from "./views/received.js";
import { writeView } from "./views/write.js";

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

const keys = new Keys(askForKey);
keys.takeFromAddress();
const api = new Api(keys);
const notices = new Notices(byId("notices"));
const changes = new Changes(api);
const context = { api, notices, changes };

const router = new Router(
  [
    { pattern: /^\/messages$/, section: "messages", show: messagesView(context) },
    { pattern: /^\/messages\/([^/]+)$/, section: "messages", show: messageView(context) },
    { pattern: /^\/inbox$/, section: "inbox", show: inboxView(context) },
    { pattern: /^\/inbox\/([^/]+)$/, section: "inbox", show: receivedView(context) },
    { pattern: /^\/write$/, section: "write", show: writeView(context) },
  ],
  byId("main"),
  (error) => notices.fail(error),
);

addEventListener("hashchange", () => {
  keys.takeFromAddress();
  notices.clearFailures();
  byId("main").focus({ preventScroll: true });
  router.show();
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
changes.addEventListener("state", (event) => {
  const live = /** @type {CustomEvent} */ (event).detail === "live";
  byId("connection").textContent = live ? "live" : "reconnecting";
  byId("connection").classList.toggle("live", live);
});

router.show();
changes.run();
