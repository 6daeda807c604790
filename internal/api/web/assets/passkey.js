// SPDX-License-Identifier: Apache-2.0
/**
 * @file Buttons that a passkey answers: coming in, making a passkey, signing an act. The server draws the page with what the
 * passkey is to be asked; this script asks it, puts the answer into the form and sends it. Without script, or in a browser
 * without passkeys, the form says so and how else to sign.
 *
 *     <form method="post" action="..." data-passkey="get" data-passkey-options='{"publicKey":{...}}'
 *           data-passkey-shows="the-bytes" data-passkey-failed="...">
 *       <pre id="the-bytes">...</pre>
 *       <input type="hidden" name="passkey-answer">
 *       <button type="submit" disabled>Sign with your passkey</button>
 *       <p data-passkey-without>This needs script and a passkey. Or sign on the command line: truce vote --key ...</p>
 *       <p data-passkey-says role="status"></p>
 *     </form>
 *
 * A form of a page's own block may have the parts of a signature instead: data-sign, data-challenge, data-rp, data-credentials and
 * data-bytes (the exact bytes in base 64 for URLs), with a field named signature.
 *
 * data-passkey is "get" or "create". data-passkey-shows is the id of an element whose text is exactly what is signed: the
 * script asks for no signature of anything else. data-passkey-failed, -over and -differs are what is said in the page's language.
 */

/** @typedef {Record<string, any>} Options */

/** What a page may say in its own language, in attributes of the form by the same names. */
const words = {
  failed: "Your passkey did not answer. Nothing was sent; you can try again.",
  over: "This took too long. Load the page again and try once more.",
  differs: "What this page shows is not what it asks you to sign. Nothing was signed: tell whoever runs the mission.",
};

/** @param {string} text base 64 for URLs, without padding @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer @returns {string} */
function textOf(buffer) {
  let plain = "";
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * The options with bytes where the browser wants bytes. Browsers of today could read the text themselves; those of some years ago not.
 * @param {Options} options @returns {Options}
 */
function decoded(options) {
  const listed = (/** @type {Options[]} */ list) => list?.map((each) => ({ ...each, id: bytesOf(each.id) }));
  const out = { ...options, challenge: bytesOf(options.challenge) };
  if (options.user) out.user = { ...options.user, id: bytesOf(options.user.id) };
  if (options.allowCredentials) out.allowCredentials = listed(options.allowCredentials);
  if (options.excludeCredentials) out.excludeCredentials = listed(options.excludeCredentials);
  return out;
}

/** @param {any} credential what the browser answered @returns {string} the same as text */
function encoded(credential) {
  const answer = credential.response;
  /** @type {Record<string, string>} */
  const response = { clientDataJSON: textOf(answer.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[part]) response[part] = textOf(answer[part]);
  }
  return JSON.stringify({
    id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response, clientExtensionResults: {},
  });
}

/**
 * What the server wants to be asked.
 * @param {HTMLFormElement} form @returns {Options}
 */
function wanted(form) {
  const { passkeyOptions, challenge, rp, credentials } = form.dataset;
  if (passkeyOptions) return JSON.parse(passkeyOptions).publicKey;
  const allowCredentials = (credentials ?? "").split(" ").filter(Boolean).map((id) => ({ type: "public-key", id }));
  return { challenge, rpId: rp, allowCredentials, userVerification: "required" };
}

/**
 * The bytes that a page says it has signed; undefined for a login, which is of nothing.
 * @param {HTMLFormElement} form @returns {Uint8Array<ArrayBuffer> | undefined}
 */
function shownIn(form) {
  const { bytes, passkeyShows } = form.dataset;
  if (bytes !== undefined) return bytesOf(bytes);
  if (passkeyShows === undefined) return undefined;
  return new TextEncoder().encode(document.getElementById(passkeyShows)?.textContent ?? "");
}

/** @param {HTMLFormElement} form @param {string} which @param {string} said */
function say(form, which, said) {
  let place = form.querySelector("[data-passkey-says]");
  if (!place) {
    place = document.createElement("p");
    place.setAttribute("role", "status");
    place.setAttribute("data-passkey-says", "");
    form.append(place);
  }
  place.textContent = said && (form.dataset["passkey" + which[0].toUpperCase() + which.slice(1)] ?? said);
}

/** @param {HTMLFormElement} form @returns {Promise<keyof typeof words | "">} what went wrong */
async function ask(form) {
  const options = wanted(form), shown = shownIn(form);
  if (shown && textOf(await crypto.subtle.digest("SHA-256", shown)) !== options.challenge) return "differs";
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("passkey-answer") ?? form.elements.namedItem("signature"));
  try {
    const publicKey = /** @type {any} */ (decoded(options));
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    if (!credential) return "failed";
    field.value = encoded(credential);
  } catch {
    return "failed"; // refused by the person, no such passkey, or too late: browsers do not say which, for a reason
  }
  return "";
}

/** @param {HTMLFormElement} form */
function ready(form) {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("button:not([type=button])"));
  for (const button of buttons) button.disabled = false;
  for (const without of form.querySelectorAll("[data-passkey-without]")) /** @type {HTMLElement} */ (without).hidden = true;
  let tried = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const button of buttons) button.disabled = true;
    say(form, "failed", "");
    const fault = await ask(form).catch(() => /** @type {const} */ ("failed"));
    if (fault === "" && !tried) {
      tried = true; // one page, one try: the server forgets what it asked
      form.submit();
      return;
    }
    const which = tried ? "over" : fault || "failed";
    say(form, which, words[which]);
    for (const button of buttons) button.disabled = which === "over";
  });
}

/** @param {ParentNode} root */
export function start(root) {
  if (!window.PublicKeyCredential || !window.isSecureContext) return; // the form says how else
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (root.querySelectorAll("form[data-passkey], form[data-sign]"))) ready(form);
}
