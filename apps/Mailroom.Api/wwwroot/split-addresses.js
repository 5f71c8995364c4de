/**
 * The addresses in a line that people write: separated by commas, semicolons or line ends, except within quotes and angle
 * brackets.
 * @returns {string[]}
 */
export function splitAddresses(/** @type {string} */ line) {
  const found = [""];
  let quoted = false;
  let bracketed = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && letter === "<") bracketed = true;
    if (!quoted && letter === ">") bracketed = false;
    if (!quoted && !bracketed && /[,;\n]/.test(letter)) found.push("");
    else found[found.length - 1] += letter;
  }
  return found.map((one) => one.trim()).filter(Boolean);
}
