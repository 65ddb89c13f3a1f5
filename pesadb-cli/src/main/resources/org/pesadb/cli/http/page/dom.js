// Builds what is seen. Whatever comes from a database goes in as text and never as markup: names and values may be anything.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element.
 *
 * @param tag        such as "button"
 * @param properties attributes; `class`, `text`, `on` (listeners by event), `data` (by name); null and false leave one out
 * @param children   elements or texts; null is left out
 */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for drawings. */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === "text") {
      element.textContent = value;
    } else if (name === "on") {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (name === "data") {
      Object.assign(element.dataset, value);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** The element of the page with an id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Puts elements in the place of what an element holds. */
export function show(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

/** A button. */
export function button(text, listener, properties = {}) {
  return h("button", { type: "button", on: { click: listener }, ...properties }, text);
}

let fields = 0;

/** A control with its label above it. */
export function field(label, control, hint = null) {
  const id = control.id || `field-${++fields}`;
  control.id = id;
  const children = [h("label", { for: id, text: label }), control];
  if (hint !== null) {
    control.setAttribute("aria-describedby", `${id}-hint`);
    children.push(h("small", { id: `${id}-hint`, text: hint }));
  }
  return h("div", { class: "field" }, children);
}

/** A choice among texts, or among pairs of a value and a text. */
export function choice(options, chosen = null, properties = {}) {
  return h(
    "select",
    properties,
    options.map((option) => {
      const [value, text] = Array.isArray(option) ? option : [option, option];
      return h("option", { value, text, selected: value === chosen });
    }),
  );
}

/** Says something to those who listen to the page rather than look at it. */
export function announce(text) {
  const place = byId("announcer");
  place.textContent = "";
  // A text that is there already would not be said again.
  requestAnimationFrame(() => {
    place.textContent = text;
  });
}

/** Whether whoever looks wants things to stand still. */
export function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

let dialogs = 0;

/** Where to go on from a control that is there no more: to the one drawn in its place, else to the view that it was in. */
function successor(gone) {
  const name = gone.getAttribute("aria-label");
  const same = [...document.querySelectorAll("main button")].find((one) => name !== null && one.getAttribute("aria-label") === name);
  return same ?? byId("content");
}

/**
 * Asks for something in a dialog, with a form that is sent by Enter and left by Escape.
 *
 * @param title   above it
 * @param body    the form's content
 * @param action  what the button says that does it
 * @param perform does it; what it throws is shown in the dialog, which stays open
 */
export function ask(title, body, action, perform, { danger = false, trouble } = {}) {
  const before = document.activeElement;
  const id = `dialog-${++dialogs}`;
  const errors = h("div", { role: "alert" });
  const send = h("button", { type: "submit", class: danger ? "danger" : "primary", text: action });
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", { id, text: title }),
    body,
    errors,
    h("div", { class: "row end" }, button("Cancel", () => dialog.close()), send),
  );
  const dialog = h("dialog", { "aria-labelledby": id }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await perform();
      dialog.close();
    } catch (failure) {
      show(errors, trouble(failure));
    } finally {
      send.disabled = false;
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!before.isConnected) {
      successor(before).focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
