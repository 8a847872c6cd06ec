// Panels without axes: text, controls, numbers, words and tables. Everything that comes from a
// tweet is put in as text, never as HTML; a link must be https.
"use strict";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// "+0.00" and "0,0.0" are Kibana's number patterns: a sign, thousands, and so many decimals.
function numberText(value, pattern) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return timeText(value);
  const decimals = pattern ? (pattern.split(".")[1] || "").length : Number.isInteger(value) ? 0 : 2;
  const signed = pattern && pattern.startsWith("+") ? "exceptZero" : "auto";
  return value.toLocaleString("en", {
    minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: signed,
  });
}

function timeText(value) {
  const time = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(value);
  return time ? `${time[1]} ${time[2]}` : String(value);
}

function safeLink(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

function isEmpty(drawing) {
  const values = drawing.form === "axes" ? drawing.series.flatMap((each) => each.values) : drawing.table.rows;
  return values.every((value) => value === null);
}

function nothing() {
  return element("p", { class: "none" }, "Nothing to show");
}

function textPanel(drawing) {
  const holder = element("div", { class: "text" });
  holder.innerHTML = drawing.html; // the project's own Markdown, its HTML escaped by the renderer
  return holder;
}

function numbersPanel(drawing) {
  const groups = drawing.numbers.map((each) => element("div", {},
    element("dd", {}, numberText(each.value, each.pattern)), element("dt", {}, each.label)));
  return element("dl", { class: "numbers" }, ...groups);
}

function wordsPanel(drawing, page) {
  const counts = drawing.words.map((each) => each.count);
  const least = Math.min(...counts), most = Math.max(...counts);
  const words = [...drawing.words].sort((a, b) => (a.word < b.word ? -1 : 1));
  const items = words.map((each) => {
    const share = most > least ? (each.count - least) / (most - least) : 0.5;
    const item = element("li", { title: `${each.word}: ${each.count}` }, wordItself(each.word, drawing, page));
    const { smallest, largest } = drawing;
    item.style.fontSize = `${smallest + (largest - smallest) * share}px`;
    return item;
  });
  return element("ul", { class: "words" }, ...items);
}

function wordItself(word, drawing, page) {
  if (!page.canChoose(drawing.field)) return word;
  const button = element("button", { type: "button" }, word);
  button.addEventListener("click", () => page.choose(drawing.field, word));
  return button;
}

function filterButtons(page) {
  return Object.entries(page.chosen).map(([field, value]) => {
    const button = element("button", { type: "button", "aria-label": `Remove the filter ${field}: ${value}` },
      `${field.replaceAll("_", " ")}: ${value} ✕`);
    button.addEventListener("click", () => page.choose(field, ""));
    return button;
  });
}

function mood(name) {
  const known = ["POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED"].includes(name);
  const label = element("span", { class: "mood" }, String(name));
  if (known) label.style.setProperty("--mood", `var(--${name.toLowerCase()})`);
  return label;
}

function isNumeric(table, column) {
  return table.rows.some((row) => typeof row[column] === "number");
}

function cell(value, column, table) {
  const name = table.columns[column];
  const linkLabel = table.links ? table.links[column] : null;
  if (linkLabel !== null && linkLabel !== undefined) {
    const address = safeLink(value);
    if (!address) return element("td", {}, String(value ?? ""));
    const link = { href: address, target: "_blank", rel: "noopener noreferrer" };
    return element("td", { class: "once" }, element("a", link, linkLabel || address));
  }
  if (table.times[column]) return element("td", { class: "once" }, timeText(value ?? "–"));
  if (name === "sentiment") return element("td", {}, value ? mood(value) : "–");
  if (isNumeric(table, column)) {
    return element("td", { class: "number" }, numberText(value, table.patterns[column]));
  }
  const text = Array.isArray(value) ? value.join(", ") : (value ?? "–");
  return element("td", { class: name === "text" ? "text-column" : null }, String(text));
}

function numbersTable(table, caption) {
  const heads = table.columns.map((name, i) =>
    element("th", { scope: "col", class: isNumeric(table, i) ? "number" : null }, name.replaceAll("_", " ")));
  const rows = table.rows.map((row) =>
    element("tr", {}, ...row.map((value, i) => cell(value, i, table))));
  return element("table", { "aria-label": caption },
    element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
}

function tablePanel(drawing, title) {
  return element("div", { class: `scroll ${drawing.form}`, tabindex: "0", role: "region", "aria-label": title },
    numbersTable(drawing.table, title));
}

function controlsPanel(drawing, page) {
  const labels = drawing.controls.map((control) => {
    const select = element("select", { "data-field": control.field, disabled: page.controlsOff ? "" : null },
      element("option", { value: "" }, "All"),
      ...control.options.map((value) => element("option", { value }, value)));
    select.value = page.chosen[control.field] || "";
    select.addEventListener("change", () => page.choose(control.field, select.value));
    return element("label", {}, control.label, select);
  });
  const holder = element("div", { class: "controls" }, ...labels);
  if (page.note) holder.append(element("p", {}, page.note));
  return holder;
}
