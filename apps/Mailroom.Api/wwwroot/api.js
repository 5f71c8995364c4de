/** What the server answered when it did not do what was asked; status 0 when it could not be asked. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The HTTP API, with the key on every request. */
export class Api {
  #keys;

  /** @param {import("./keys.js").Keys} keys */
  constructor(keys) {
    this.#keys = keys;
  }

  /** @returns {Promise<any>} */
  async get(/** @type {string} */ path, parameters = {}, /** @type {AbortSignal=} */ signal) {
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
    const response = await this.send(query.size ? `${path}?${query}` : path, { signal });
    return response.json();
  }

  /** @returns {Promise<any>} */
  async post(/** @type {string} */ path, /** @type {string=} */ json, /** @type {Record<string, string>} */ headers = {}) {
    if (json !== undefined) headers["Content-Type"] = "application/json";
    const response = await this.send(path, { method: "POST", body: json, headers });
    const text = await response.text();
    return text ? JSON.parse(text) : null;
  }

  /** Content that is only ever saved or shown as a picture: its type is never one that a browser would run. */
  async blob(/** @type {string} */ path, type = "application/octet-stream") {
    const response = await this.send(path);
    return new Blob([await response.arrayBuffer()], { type });
  }

  /**
   * @param {string} path
   * @param {RequestInit} options
   * @returns {Promise<Response>} A successful one.
   */
  async send(path, options = {}) {
    for (;;) {
      const key = this.#keys.known;
      const response = await this.#fetch(path, key, options);
      if (response.ok) return response;
      if (response.status !== 401) throw await describe(response);
      await this.#keys.replace(key);
    }
  }

  async #fetch(path, key, options) {
    const headers = { ...options.headers, ...(key && { Authorization: `Bearer ${key}` }) };
    try {
      return await fetch(path, { ...options, headers, credentials: "omit", cache: "no-store" });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new ApiError(0, "The server can't be reached.");
    }
  }
}

/** The words of a problem+json answer (RFC 9457), with those for single fields. */
async function describe(/** @type {Response} */ response) {
  const problem = await response.json().catch(() => ({}));
  const fields = Object.values(problem.errors ?? {}).flat();
  const words = [problem.detail ?? (fields.length ? null : problem.title), ...fields].filter(Boolean);
  return new ApiError(response.status, words.join(" ") || `The server answered ${response.status}.`);
}
