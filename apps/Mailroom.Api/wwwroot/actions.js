import { ask } from "./dialogs.js";
import { element } from "./dom.js";
import { mayCancel, maySendAgain } from "./states.js";

/** The buttons for what may be done about a message in its present state. */
export function messageActions(context, message, /** @type {() => void} */ done) {
  const path = `/v1/messages/${encodeURIComponent(message.id)}`;
  const buttons = [];
  if (maySendAgain(message.state))
    buttons.push(button("Send again", () => sendAgain(context, message, path), done, context));
  if (mayCancel(message.state))
    buttons.push(button("Cancel", () => cancel(context, path), done, context));
  return buttons;
}

async function sendAgain({ api, notices }, message, path) {
  const risk = "Nobody knows whether the last attempt delivered this mail. The recipients may get it twice.";
  if (message.state === "uncertain" && !(await ask("Send it again?", risk))) return;
  await api.post(`${path}/send-again`);
  notices.say("It is being sent again.");
}

async function cancel({ api, notices }, path) {
  const message = await api.post(`${path}/cancel`);
  notices.say(message?.state === "cancelled" ? "It is cancelled." : "It will be cancelled unless an attempt has begun.");
}

function button(text, action, done, { notices }) {
  const made = /** @type {HTMLButtonElement} */ (element("button", { type: "button" }, text));
  made.addEventListener("click", async () => {
    made.disabled = true;
    try {
      await action();
      done();
    } catch (error) {
      notices.fail(error);
    } finally {
      made.disabled = false;
    }
  });
  return made;
}
