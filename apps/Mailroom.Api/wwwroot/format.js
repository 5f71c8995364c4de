const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const times = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const units = ["bytes", "KiB", "MiB", "GiB"];

/** Date and time, as the reader's country writes it. */
export function moment(/** @type {string | null | undefined} */ iso) {
  return iso ? moments.format(new Date(iso)) : "";
}

/** The time alone when it was today, else the day alone. */
export function shortMoment(/** @type {string} */ iso, now = new Date()) {
  const date = new Date(iso);
  return (date.toDateString() === now.toDateString() ? times : days).format(date);
}

export function size(/** @type {number} */ bytes) {
  let unit = 0;
  for (; bytes >= 1024 && unit < units.length - 1; unit++) bytes /= 1024;
  return `${unit ? bytes.toFixed(1) : bytes} ${units[unit]}`;
}

/**
 * An address as people write it; the API gives text, or name and address.
 * @param {string | { name?: string | null, address: string }} value
 */
function address(value) {
  if (typeof value === "string") return value;
  return value.name ? `${value.name} <${value.address}>` : value.address;
}

/** Who they are, as short as a list needs it. */
export function names(/** @type {any} */ values) {
  return [values ?? []].flat().map((value) => value.name || value.address || value).join(", ");
}

/** One address or several. */
export function addresses(/** @type {any} */ values) {
  return [values ?? []].flat().map(address).join(", ");
}
