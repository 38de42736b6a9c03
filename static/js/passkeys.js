// Passkeys: the button of a form asks the browser for one, and sends what it answers with the form.
// Where the browser knows no passkeys, or this script does not run, the page offers other ways.

const READ = {
  create: (options) => PublicKeyCredential.parseCreationOptionsFromJSON(options),
  get: (options) => PublicKeyCredential.parseRequestOptionsFromJSON(options),
};

/** What the server wants: written on the page, or asked for when somebody signs in. */
async function optionsOf(button) {
  if (button.dataset.passkey !== "login") {
    return JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
  }
  const answer = await fetch(button.form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
  return (await answer.json()).request_options.publicKey;
}

async function use(button) {
  const options = await optionsOf(button);
  if (button.dataset.passkey !== "create") {
    return navigator.credentials.get({ publicKey: READ.get(options) });
  }
  options.authenticatorSelection = { ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true };
  return navigator.credentials.create({ publicKey: READ.create(options) });
}

function tell(form, what) {
  for (const sentence of form.querySelectorAll("[data-passkey-failed], [data-passkey-known]")) {
    sentence.hidden = !(what && sentence.hasAttribute(what));
  }
}

async function press(button) {
  tell(button.form, null);
  button.disabled = true;
  try {
    button.form.elements.credential.value = JSON.stringify((await use(button)).toJSON());
    button.form.submit();
  } catch (error) {
    tell(button.form, error.name === "InvalidStateError" ? "data-passkey-known" : "data-passkey-failed");
    button.disabled = false;
    button.focus();
  }
}

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.form.hidden = button.hidden = false;
    button.form.querySelector("[data-passkey-missing]").hidden = true;
    button.addEventListener("click", () => press(button));
  }
}
