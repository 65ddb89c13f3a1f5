// Tables: browse, filter, order, insert, edit, delete, import, join.

import * as api from "./api.js";
import { announce, ask, button, choice, field, h, show } from "./dom.js";
import { rowsFor, typed } from "./csv.js";
import { quote, things, value } from "./format.js";
import { joinForm } from "./join.js";
import { cell, trouble } from "./result.js";

const AT_ONCE = 50;
const IMPORTED_AT_ONCE = 500;

let list;
let main;
let names = [];
let current = null;

/** Fills the panel. */
export function start(panel) {
  list = h("ul", { class: "names" });
  main = h("div", { class: "main" });
  panel.classList.add("sided");
  panel.append(
    h(
      "nav",
      { class: "side", "aria-label": "Tables" },
      h("h2", { text: "Tables" }),
      list,
      h(
        "div",
        { class: "row" },
        button("New table…", newTable, { id: "new-table" }),
        button("Join two…", openJoin, { id: "open-join" }),
      ),
    ),
    main,
  );
}

/** Other tabs may have made or dropped tables. */
export async function enter() {
  if (!(await refreshNames())) {
    return;
  }
  if (current === null && names.length > 0) {
    open(names[0]);
  } else if (current !== null && !names.includes(current)) {
    current = null;
    show(main, h("p", { text: "That table is gone. Choose another one." }));
  } else if (names.length === 0) {
    show(main, h("p", { text: "There is no table yet. Make one with “New table…”." }));
  }
}

/** Lists the tables; gives whether they are known, and shows why where not. */
async function refreshNames() {
  try {
    names = (await api.tables()).map((one) => one.name);
  } catch (failure) {
    current = null;
    show(main, trouble(failure));
    return false;
  }
  show(
    list,
    names.map((name) =>
      h("li", {}, button(name, () => open(name), { "aria-current": name === current ? "true" : null, data: { table: name } })),
    ),
  );
  return true;
}

function mark() {
  for (const one of list.querySelectorAll("button")) {
    if (one.dataset.table === current) {
      one.setAttribute("aria-current", "true");
    } else {
      one.removeAttribute("aria-current");
    }
  }
}

async function open(name) {
  current = name;
  mark();
  try {
    const schema = await api.table(name);
    if (current === name) {
      show(main, new TableView(schema).element);
    }
  } catch (failure) {
    if (current === name) {
      show(main, h("h2", { text: name }), trouble(failure));
    }
  }
}

async function openJoin() {
  current = null;
  mark();
  try {
    const schemas = await Promise.all(names.map((name) => api.table(name)));
    const form = joinForm(schemas);
    show(main, form);
    form.querySelector("select")?.focus();
  } catch (failure) {
    show(main, trouble(failure));
  }
}

/** One table: its columns, a filter, its rows, and what can be done with them. */
class TableView {
  constructor(schema) {
    this.schema = schema;
    this.key = schema.columns.find((column) => column.pk);
    this.order = this.key.name;
    this.where = "";
    this.shown = 0;
    this.next = null;
    this.newest = 0;
    this.body = h("tbody");
    this.heads = h("tr");
    this.errors = h("div", { role: "alert" });
    this.status = h("p", { class: "quiet", role: "status" });
    this.more = button("Show more", () => this.load(false), { hidden: true });
    this.filter = h("input", {
      type: "search",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: `${this.key.name}>1 AND …`,
    });
    this.element = h(
      "article",
      {},
      h("h2", { text: schema.name }),
      this.facts(),
      h(
        "form",
        { class: "row bottom", role: "search", on: { submit: (event) => this.search(event) } },
        field("Only rows where", this.filter, "A condition: c=v, c<v, c LIKE 'A%', c IN 1,2, c IS NULL; several with AND"),
        h("button", { type: "submit", text: "Filter" }),
        h("span", { class: "grow" }),
        button("Insert…", () => this.insert(), { class: "primary", id: "insert" }),
        button("Import CSV…", () => this.importCsv(), { id: "import-csv" }),
        button("Drop table…", () => this.drop(), { class: "danger" }),
      ),
      this.errors,
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": `Rows of ${schema.name}` },
        h(
          "table",
          { id: "rows" },
          h("caption", { class: "unseen", text: `Rows of ${schema.name}` }),
          h("thead", {}, this.heads),
          this.body,
        ),
      ),
      h("div", { class: "row" }, this.more, this.status),
    );
    this.drawHeads();
    this.load(true);
  }

  facts() {
    return h(
      "details",
      { class: "facts" },
      h("summary", { text: `${things(this.schema.columns.length, "column")}, rows written by codec ${this.schema.codec}` }),
      h(
        "ul",
        {},
        this.schema.columns.map((column) => h("li", {}, h("code", { text: column.name }), ` ${described(column)}`)),
      ),
    );
  }

  drawHeads() {
    show(
      this.heads,
      this.schema.columns.map((column) => {
        const down = this.order === `-${column.name}`;
        const up = this.order === column.name;
        return h(
          "th",
          { scope: "col", class: column.type === "INT" ? "number" : null, "aria-sort": up ? "ascending" : down ? "descending" : "none" },
          button(column.name, () => this.sort(column.name, up), { class: "head", title: `Order by ${column.name}` }),
        );
      }),
      h("th", { scope: "col" }, h("span", { class: "unseen", text: "Actions" })),
    );
  }

  sort(name, turn) {
    this.order = turn ? `-${name}` : name;
    this.drawHeads();
    this.load(true);
  }

  search(event) {
    event.preventDefault();
    this.where = this.filter.value.trim();
    this.load(true);
  }

  async load(anew) {
    const turn = ++this.newest;
    try {
      const page = await api.rows(this.schema.name, {
        where: this.where,
        order: this.order,
        limit: AT_ONCE,
        cursor: anew ? null : this.next,
      });
      if (turn !== this.newest) {
        return;
      }
      show(this.errors);
      this.shown = anew ? page.rows.length : this.shown + page.rows.length;
      const added = page.rows.map((row) => this.row(row));
      if (anew) {
        show(this.body, added);
      } else {
        this.body.append(...added);
      }
      this.next = page.next;
      this.more.hidden = !page.next;
      const rest = page.next ? ", and there are more" : !anew || page.rows.length < AT_ONCE ? "" : " at most";
      this.status.textContent = this.shown === 0 ? "No rows." : `${things(this.shown, "row")} shown${rest}.`;
    } catch (failure) {
      if (turn === this.newest) {
        show(this.errors, trouble(failure));
      }
    }
  }

  row(row) {
    const key = value(row[this.key.name]);
    return h(
      "tr",
      {},
      this.schema.columns.map((column) => cell(row[column.name])),
      h(
        "td",
        { class: "actions" },
        button("Edit", () => this.edit(row), { "aria-label": `Edit row ${key}` }),
        button("Delete", () => this.remove(row), { "aria-label": `Delete row ${key}` }),
      ),
    );
  }

  insert() {
    const inputs = this.schema.columns.map((column) => valueInput(column, column.default ?? null, column.notnull));
    ask(`Insert into ${this.schema.name}`, inputs.map((input) => input.element), "Insert", async () => {
      const row = Object.fromEntries(inputs.map((input) => [input.column.name, input.read()]));
      const done = await api.insert(this.schema.name, row);
      announce(`Inserted, in transaction ${done?.tx ?? ""}.`);
      await this.load(true);
    }, { trouble });
  }

  edit(row) {
    const inputs = this.schema.columns
      .filter((column) => !column.pk)
      .map((column) => valueInput(column, row[column.name], column.notnull));
    const key = row[this.key.name];
    ask(`Edit ${this.schema.name} ${value(key)}`, inputs.map((input) => input.element), "Save", async () => {
      const changed = Object.fromEntries(
        inputs
          .map((input) => [input.column.name, input.read()])
          .filter(([name, now]) => String(now) !== String(row[name]) || (now === null) !== (row[name] === null)),
      );
      if (Object.keys(changed).length > 0) {
        await this.write(key, changed);
        announce("Saved.");
        await this.load(true);
      }
    }, { trouble });
  }

  /** Some keys cannot stand in an address: browsers would change them. A command can carry any. */
  async write(key, changed) {
    if (addressable(key)) {
      await api.change(this.schema.name, value(key), changed);
      return;
    }
    const set = Object.entries(changed).map(([name, now]) => `${quote(name)}=${quote(now)}`);
    await api.command(`UPD ${quote(this.schema.name)} SET ${set.join(",")} WHERE ${this.isKey(key)}`, () => {});
  }

  isKey(key) {
    return `${quote(this.key.name)}=${quote(key)}`;
  }

  remove(row) {
    const key = row[this.key.name];
    const body = h("p", { text: `The row with ${this.key.name} ${value(key)} goes for good.` });
    ask(`Delete ${this.schema.name} ${value(key)}?`, body, "Delete", async () => {
      if (addressable(key)) {
        await api.remove(this.schema.name, value(key));
      } else {
        await api.command(`DEL ${quote(this.schema.name)} WHERE ${this.isKey(key)}`, () => {});
      }
      announce("Deleted.");
      await this.load(true);
    }, { danger: true, trouble });
  }

  drop() {
    const body = h("p", { text: "The table goes for good, with its rows and indexes." });
    ask(`Drop ${this.schema.name}?`, body, "Drop", async () => {
      await api.dropTable(this.schema.name);
      announce(`${this.schema.name} is gone.`);
      current = null;
      await enter();
    }, { danger: true, trouble });
  }

  importCsv() {
    const file = h("input", { type: "file", accept: ".csv,text/csv" });
    const text = h("textarea", { rows: 6, spellcheck: "false", placeholder: this.schema.columns.map((one) => one.name).join(",") });
    const seen = h("p", { class: "quiet", role: "status" });
    file.addEventListener("change", async () => {
      if (file.files.length > 0) {
        text.value = await file.files[0].text();
        seen.textContent = `${file.files[0].name} is below.`;
      }
    });
    const body = [
      field("A file", file),
      field("or its text", text, "The first line names the columns. An empty field is NULL, \"\" is the empty text. All rows go in, or none."),
      seen,
    ];
    ask(`Import CSV into ${this.schema.name}`, body, "Import", async () => {
      const rows = rowsFor(text.value, this.schema.columns);
      await insertAll(this.schema.name, rows, (done) => {
        seen.textContent = `${things(done, "row")} of ${things(rows.length, "row")} written, none committed yet…`;
      });
      announce(`${things(rows.length, "row")} imported.`);
      await this.load(true);
    }, { trouble });
  }
}

/** All of them in one transaction, a part at a time so that no request is too large. */
async function insertAll(table, rows, progress) {
  if (rows.length <= IMPORTED_AT_ONCE) {
    await api.insert(table, rows);
    return;
  }
  const { id } = await api.begin();
  try {
    for (let at = 0; at < rows.length; at += IMPORTED_AT_ONCE) {
      await api.insert(table, rows.slice(at, at + IMPORTED_AT_ONCE), id);
      progress(Math.min(rows.length, at + IMPORTED_AT_ONCE));
    }
  } catch (failure) {
    // Where even that fails, the server undoes the transaction by itself after a while; what matters is why it failed first.
    await api.rollback(id).catch(() => announce("The server undoes what was written once the transaction has waited too long."));
    throw failure;
  }
  await api.commit(id);
}

function described(column) {
  return [
    column.type,
    column.pk ? "primary key" : null,
    column.unique && !column.pk ? "unique" : null,
    column.notnull && !column.pk ? "never NULL" : null,
    column.default === null || column.default === undefined ? null : `default ${value(column.default)}`,
    column.index ? `index ${value(column.index)}` : null,
  ]
    .filter((one) => one !== null)
    .join(", ");
}

function addressable(key) {
  return key !== "" && !/^\.+$|[/\\%;\p{Cc}]/u.test(value(key));
}

/** An input for a value, which may be NULL. */
function valueInput(column, given, never) {
  const number = column.type === "INT";
  const input = h(number ? "input" : "textarea", {
    autocomplete: "off",
    spellcheck: "false",
    inputmode: number ? "numeric" : null,
    rows: number ? null : 1,
    data: { column: column.name },
  });
  input.value = given === null || given === undefined ? "" : value(given);
  const nothing = given === null || given === undefined;
  const none = h("input", { type: "checkbox", checked: nothing && !never && !column.pk });
  let touched = false;
  input.addEventListener("input", () => {
    touched = true;
    none.checked = false;
  });
  return {
    column,
    element: h(
      "div",
      { class: "value" },
      field(`${column.name} (${described(column)})`, input),
      never || column.pk ? null : h("label", { class: "check" }, none, "NULL", h("span", { class: "unseen", text: ` in ${column.name}` })),
    ),
    read: () => {
      if (none.checked) {
        return null;
      }
      // A browser writes every end of a line as \n: what nobody touched goes back as it came.
      return touched || nothing ? typed(column, input.value) : given;
    },
  };
}

/** A form for a new table, a line for each column. */
function newTable() {
  const name = h("input", { autocomplete: "off", spellcheck: "false", required: true });
  const lines = h("div", { class: "columns" });
  const read = [];
  const add = () => {
    const first = read.length === 0;
    const column = h("input", { autocomplete: "off", spellcheck: "false", value: first ? "id" : "" });
    const type = choice(["INT", "TEXT"], first ? "INT" : "TEXT");
    const key = h("input", { type: "radio", name: "key", checked: first });
    const unique = h("input", { type: "checkbox" });
    const never = h("input", { type: "checkbox" });
    lines.append(
      h(
        "fieldset",
        { class: "row bottom" },
        h("legend", { text: `Column ${read.length + 1}` }),
        field("Name", column),
        field("Type", type),
        h("label", { class: "check" }, key, "primary key"),
        h("label", { class: "check" }, unique, "unique"),
        h("label", { class: "check" }, never, "never NULL"),
      ),
    );
    read.push(() => ({
      name: column.value.trim(),
      type: type.value,
      pk: key.checked,
      unique: unique.checked,
      notnull: never.checked,
    }));
    return column;
  };
  add();
  add();
  const body = [field("Name of the table", name), lines, button("Another column", () => add().focus())];
  ask("New table", body, "Create", async () => {
    const columns = read.map((one) => one()).filter((column) => column.name !== "");
    await api.createTable({ name: name.value.trim(), columns });
    announce(`${name.value} is there.`);
    await refreshNames();
    await open(name.value.trim());
  }, { trouble });
  name.focus();
}
