import { element } from "../dom.js";
import { size } from "../format.js";

// The API composes what is given to it; beyond this, most mail servers refuse the result.
const largestBytes = 18 << 20;

/** Files to be attached: chosen or dropped, listed, and taken out again. */
export function attachmentPicker(/** @type {import("../notices.js").Notices} */ notices) {
  /** @type {File[]} */
  let files = [];
  const list = element("ul", { class: "attachments" });
  const input = /** @type {HTMLInputElement} */ (element("input", { id: "attachments", type: "file", multiple: true }));
  const box = element("fieldset", { class: "picker" },
    element("legend", {}, "Attachments"), element("label", { for: "attachments", class: "hidden" }, "Add files"), input, list);

  const show = () => list.replaceChildren(...files.map((file) => element("li", {},
    element("span", {}, file.name), element("span", { class: "size" }, size(file.size)),
    element("button", { type: "button", class: "plain", "aria-label": `Take out ${file.name}`, onclick: () => remove(file) }, "×"))));
  const remove = (/** @type {File} */ file) => {
    files = files.filter((one) => one !== file);
    show();
    input.focus();
  };
  const add = (/** @type {File[]} */ more) => {
    const all = [...files, ...more];
    if (all.reduce((sum, file) => sum + file.size, 0) > largestBytes)
      notices.fail(`Attachments can have ${size(largestBytes)} together.`);
    else files = all;
    show();
  };

  input.addEventListener("change", () => {
    add([...(input.files ?? [])]);
    input.value = "";
  });
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    add([...(event.dataTransfer?.files ?? [])]);
  });
  return { element: box, read: () => Promise.all(files.map(encode)) };
}

async function encode(/** @type {File} */ file) {
  return { fileName: file.name, contentType: file.type || "application/octet-stream", content: await base64(file) };
}

/** @returns {Promise<string>} */
function base64(/** @type {File} */ file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(new Error(`${file.name} can't be read.`));
    reader.readAsDataURL(file);
  });
}
