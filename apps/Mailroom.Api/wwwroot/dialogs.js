/** Asks for the API key until there is one. @returns {Promise<string>} */
export function askForKey(/** @type {string} */ problem) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("key-dialog"));
  const input = /** @type {HTMLInputElement} */ (document.getElementById("key"));
  const words = /** @type {HTMLElement} */ (document.getElementById("key-problem"));
  if (problem) words.textContent = problem;
  return new Promise((resolve) => {
    // Without a key there is nothing to see behind the dialog.
    dialog.oncancel = (event) => event.preventDefault();
    dialog.onclose = () => {
      const key = input.value.trim();
      input.value = "";
      if (key) resolve(key);
      else dialog.showModal();
    };
    dialog.showModal();
  });
}

/** A question with the answers yes and no. @returns {Promise<boolean>} */
export function ask(/** @type {string} */ title, /** @type {string} */ text) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("question"));
  /** @type {HTMLElement} */ (document.getElementById("question-title")).textContent = title;
  /** @type {HTMLElement} */ (document.getElementById("question-text")).textContent = text;
  dialog.returnValue = "no";
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    dialog.showModal();
  });
}
