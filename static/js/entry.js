// A section of a form, cell by cell: what is typed is saved when its field is left, one request after
// another; what cannot be sent waits and is sent again. Without this script the section is one
// ordinary form. The server answers with the pieces of the page that have changed.

const form = document.getElementById("entry");
const RETRY = 5000; // milliseconds
const SLOW = 400; // after so long a field says that it waits

/** What waits to be sent, in order: a name, and how the request is made when its turn comes. */
const jobs = new Map();
let flying = null; // the job under way, with the values it has sent
let isLeaving = false;
let hasLost = false; // something was refused for good, and is only on this page
let kept = []; // what was typed in fields while their pieces were on the way

const pieces = (key) => [...form.querySelectorAll("[data-key]")].filter((each) => each.dataset.key === key);
const isText = (field) => field.matches("input.form-control, textarea");
const isDirty = (field) => isText(field) && !field.readOnly && field.value !== field.defaultValue;
const keyOf = (field) => field.closest("[data-key]")?.dataset.key;

function valuesOf(key) {
  const values = { key };
  for (const field of pieces(key).flatMap((piece) => [...piece.querySelectorAll("[name]")])) {
    if (field.matches("button") || (field.matches("[type=radio], [type=checkbox]") && !field.checked)) continue;
    values[field.name] = field.name in values ? [values[field.name], field.value].flat() : field.value;
  }
  return values;
}

// --- sending --------------------------------------------------------------------

function queue(name, url, values) {
  jobs.set(name, { name, url, values });
  send();
}

function save(key, more = {}) {
  const isSame = flying?.name === key && JSON.stringify(flying.sent) === JSON.stringify(valuesOf(key));
  if (!isSame || Object.keys(more).length) queue(key, form.dataset.cell, () => ({ ...valuesOf(key), ...more }));
}

async function send() {
  if (flying || !jobs.size) return;
  const [job] = jobs.values();
  jobs.delete(job.name);
  flying = { ...job, sent: job.values(), status: 0 };
  const slow = setTimeout(() => mark(job.name, "warn", "wait", form.dataset.waiting), SLOW);
  form.querySelectorAll(".state-fresh").forEach((each) => each.remove());
  try {
    await htmx.ajax("POST", job.url, { source: document.body, target: document.body, swap: "none", values: flying.sent });
  } catch {
    // no answer came: the status stays 0
  }
  clearTimeout(slow);
  const { status } = flying;
  putBack();
  flying = null;
  if (status === 404) {
    hasLost = true;
    mark(job.name, "stop", "stop", form.dataset.gone);
  } else if (status === 0 || status >= 500) {
    if (!jobs.has(job.name)) jobs.set(job.name, job);
    mark(job.name, "warn", "wait", status ? form.dataset.failed : form.dataset.waiting);
    setTimeout(send, RETRY);
    return;
  } else if (status === 423) {
    hasLost = true;
  }
  send();
}

document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (flying) flying.status = detail.xhr.status;
});

/** A piece is about to be drawn again: remember what has been typed in it since it was sent. */
document.body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  for (const field of detail.target.querySelectorAll("input.form-control, textarea")) {
    const sent = flying?.sent[field.name] ?? field.defaultValue;
    const isOpen = Boolean(field.closest("details[open]"));
    if (field.value !== sent || isOpen) kept.push({ id: field.id, value: field.value === sent ? null : field.value, isOpen });
  }
});

function putBack() {
  for (const { id, value, isOpen } of kept) {
    const field = document.getElementById(id);
    if (field && value !== null) field.value = value;
    if (field && isOpen) field.closest("details")?.setAttribute("open", "");
  }
  kept = [];
}

/** Say the state of a cell beside it, with its sign. */
function mark(key, tone, sign, words) {
  const place = document.getElementById(`s-${key}`) ?? document.getElementById("pasted");
  if (!place) return;
  const state = document.createElement("span");
  state.className = `state state-${tone} state-fresh`;
  const icons = document.querySelector("use").getAttribute("href").split("#")[0];
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  icon.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  icon.firstChild.setAttribute("href", `${icons}#${sign}`);
  state.append(icon, ` ${words}`);
  place.replaceChildren(state);
  document.getElementById("said").textContent = words;
}

// --- typing ----------------------------------------------------------------------

form?.addEventListener("change", ({ target }) => {
  const key = keyOf(target);
  if (key) save(key);
});

form?.addEventListener("focusout", ({ target }) => {
  const key = keyOf(target);
  if (key && isDirty(target)) save(key);
});

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name]");
  if (!button || button.name === "ready") return;
  event.preventDefault();
  const { name, value } = button;
  if (name === "keep") save(value.slice(0, value.lastIndexOf("=")), { keep: value });
  if (name === "theirs") save(value, { theirs: value });
  if (name === "explain") {
    const text = document.getElementById(`why-${value}`)?.value ?? "";
    queue(`explain ${value}`, form.dataset.explain, () => ({ rule: value, text, [`why:${value}`]: text }));
  }
  if (name === "fix") {
    const key = value.slice(0, value.lastIndexOf("="));
    document.getElementById(`f-${key}`).value = value.slice(value.lastIndexOf("=") + 1);
    save(key);
  }
});

// --- moving like in a spreadsheet ---------------------------------------------------

const isAtEdge = (field, step) => {
  const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  const edge = step < 0 ? 0 : field.value.length;
  return all || (field.selectionStart === edge && field.selectionEnd === edge);
};

function move(field, down, across) {
  const place = field.closest("td");
  const rows = [...field.closest("table").rows].filter((row) => !row.matches(".finding"));
  let row = rows.indexOf(place.parentElement) + down;
  let column = place.cellIndex + across;
  while (rows[row]?.cells[column]) {
    const next = rows[row].cells[column].querySelector("input.form-control, select, textarea");
    if (next) {
      next.focus();
      next.select?.();
      return true;
    }
    row += down;
    column += across;
  }
  return false;
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

form?.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches("input.form-control") || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const isInTable = Boolean(field.closest("table.entry"));
  if (event.key === "Enter") {
    event.preventDefault();
    if (!(isInTable && move(field, event.shiftKey ? -1 : 1, 0)) && isDirty(field)) save(keyOf(field));
    return;
  }
  const [down, across] = STEPS[event.key] ?? [0, 0];
  if (!isInTable || event.shiftKey || !(down || (across && isAtEdge(field, across)))) return;
  if (move(field, down, across)) event.preventDefault();
});

form?.addEventListener("paste", (event) => {
  const field = event.target;
  const block = event.clipboardData?.getData("text/plain") ?? "";
  if (!field.matches("table.entry input.form-control") || !/[\t\n]/.test(block.trimEnd())) return;
  event.preventDefault();
  const key = keyOf(field);
  const versions = () =>
    Object.fromEntries([...field.closest("table").querySelectorAll("[name^='n:']")].map((each) => [each.name, each.value]));
  queue(`paste ${key}`, form.dataset.paste, () => ({ key, block, ...versions() }));
});

// --- coming back, and leaving --------------------------------------------------------

addEventListener("online", send);
form?.addEventListener("submit", () => {
  isLeaving = true; // the form carries all that is typed
});
addEventListener("beforeunload", (event) => {
  const isUnsent = flying || jobs.size || hasLost || [...(form?.elements ?? [])].some(isDirty);
  if (isUnsent && !isLeaving) event.preventDefault();
});
