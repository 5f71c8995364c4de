import { element } from "./dom.js";

/**
 * What a message's states are called, which of four looks they have, and what may be done about them.
 * @type {Record<string, { text: string, look: "waiting" | "good" | "bad" | "doubtful", cancel?: true, again?: true }>}
 */
const states = {
  scheduled: { text: "Scheduled", look: "waiting", cancel: true },
  accepted: { text: "Accepted", look: "waiting", cancel: true },
  queued: { text: "Queued", look: "waiting", cancel: true },
  sending: { text: "Sending", look: "waiting" },
  deferred: { text: "Trying again", look: "doubtful", cancel: true },
  sent: { text: "Sent", look: "good" },
  failed: { text: "Failed", look: "bad", again: true },
  uncertain: { text: "Uncertain", look: "doubtful", again: true },
  cancelling: { text: "Cancelling", look: "waiting" },
  cancelled: { text: "Cancelled", look: "waiting", again: true },
};

export const stateNames = Object.keys(states);

/** One that this page doesn't know comes from a newer server. */
function find(/** @type {string} */ state) {
  return states[state] ?? { text: state, look: "waiting" };
}

export const stateText = (/** @type {string} */ state) => find(state).text;

export const mayCancel = (/** @type {string} */ state) => find(state).cancel === true;

export const maySendAgain = (/** @type {string} */ state) => find(state).again === true;

export function badge(/** @type {string} */ state) {
  return element("span", { class: `badge ${find(state).look}`, "data-state": state }, find(state).text);
}
