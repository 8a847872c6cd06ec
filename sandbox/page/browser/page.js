// The page: asks for a snapshot of all panels (or reads it out of the file), shows it, again and again.
"use strict";

const EVERY_MS = 2000;
const kept = document.getElementById("snapshots");
const snapshots = kept ? JSON.parse(kept.textContent) : null;
const CHARTS = ["pie", "axes"];

const page = {
  chosen: {},
  shown: null,
  board: "",
  drawn: new Map(), // panel id -> what it shows now, as text, so that an unchanged panel is left alone
  controlsOff: snapshots !== null && Object.keys(snapshots).length === 1,
  note: "",

  // A file keeps the numbers for the values of the controls alone.
  canChoose(field) {
    if (!snapshots || !field) return Boolean(field);
    return !page.controlsOff && document.querySelector(`select[data-field="${field}"]`) !== null;
  },

  choose(field, value) {
    const others = snapshots ? {} : page.chosen; // a file keeps the numbers of single choices
    const { [field]: _, ...rest } = others;
    page.chosen = value ? { ...rest, [field]: value } : rest;
    refresh();
  },
};

if (snapshots) {
  page.note = page.controlsOff
    ? "Off in this file, as it would have to hold too many numbers. They work in the live page and in Kibana."
    : "In this file one choice at a time; the live page and Kibana combine them.";
}

function problem(text) {
  const place = document.getElementById("problem");
  place.textContent = text;
  place.hidden = !text;
}

window.addEventListener("error", (event) => problem(`The page met an error: ${event.message}`));
window.addEventListener("unhandledrejection", (event) => problem(`The page met an error: ${event.reason}`));

function choiceName() {
  return Object.entries(page.chosen).map(([field, value]) => `${field}=${value}`).join("&");
}

async function snapshot() {
  if (snapshots) return snapshots[choiceName()];
  const response = await fetch(`data?${new URLSearchParams(page.chosen)}`).catch(() => {
    throw new Error("The sandbox does not answer; it may have ended.");
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

let asked = 0;

async function refresh() {
  const number = ++asked;
  try {
    const answer = await snapshot();
    if (number !== asked) return; // a later choice is already being answered
    problem("");
    show(answer);
  } catch (error) {
    problem(`${error.message} ${page.shown ? "The numbers below are the last that arrived." : ""}`);
  }
}

function show(answer) {
  page.shown = answer;
  const posts = answer.documents === 1 ? "1 post" : `${answer.documents.toLocaleString("en")} posts`;
  const start = timeText(answer.period.start), end = timeText(answer.period.end);
  const sameDay = start.slice(0, 10) === end.slice(0, 10);
  const span = answer.documents ? `, ${start} to ${sameDay ? end.slice(11) : end} UTC` : "";
  const kind = snapshots ? "as of" : "live, updated";
  document.getElementById("status").textContent =
    `${posts} in the index${span} · ${kind} ${answer.taken_at.slice(11, 19)}`;
  if (!document.querySelector(".dashboard")) build(answer.dashboards);
  select();
  showFilters();
  for (const board of answer.dashboards) for (const panel of board.panels) fill(panel, board.id);
}

function showFilters() {
  const filters = document.getElementById("filters");
  if (filters.dataset.shown === choiceName()) return; // a button keeps the focus while numbers change
  filters.replaceChildren(...filterButtons(page));
  filters.hidden = !filters.children.length;
  filters.dataset.shown = choiceName();
}

function build(dashboards) {
  for (const board of dashboards) {
    const tab = element("button", { role: "tab", id: `tab-${board.id}`, type: "button",
      "aria-controls": `board-${board.id}`, title: board.description }, board.title);
    tab.addEventListener("click", () => { location.hash = `#/view/${board.id}`; });
    document.getElementById("tabs").append(tab);
    const section = element("section", { class: "dashboard", id: `board-${board.id}`, role: "tabpanel",
      "aria-labelledby": `tab-${board.id}` }, ...board.panels.map(frame));
    document.getElementById("dashboards").append(section);
  }
}

function frame(panel) {
  const content = element("div", { class: "content" });
  const section = element("section", { class: "panel", id: `panel-${panel.id}`, "aria-labelledby": `title-${panel.id}` },
    element("h2", { id: `title-${panel.id}` }, panel.title),
    element("p", { class: "about" }, panel.description), content);
  const { x, y, width, height } = panel.place;
  section.style.setProperty("--column", x + 1);
  section.style.setProperty("--columns", width);
  section.style.setProperty("--row", y + 1);
  section.style.setProperty("--rows", height);
  return section;
}

function fill(panel, boardId) {
  const section = document.getElementById(`panel-${panel.id}`);
  const wanted = JSON.stringify([panel, panel.drawing?.form === "controls" ? page.chosen : null]);
  if (page.drawn.get(panel.id) !== wanted) {
    const content = section.querySelector(".content");
    if (panel.error) content.replaceChildren(element("p", { class: "refused" }, `Not drawn: ${panel.error}`));
    else fillContent(content, panel);
    page.drawn.set(panel.id, wanted);
    section.dataset.stale = "";
  }
  const holder = section.querySelector(".chart");
  if (holder && boardId === page.board && "stale" in section.dataset) {
    drawChart(holder, panel.drawing, page);
    delete section.dataset.stale;
  }
}

function fillContent(content, panel) {
  const { drawing, title } = panel;
  if (drawing.form === "text") return content.replaceChildren(textPanel(drawing));
  if (drawing.form === "controls") return content.replaceChildren(controlsPanel(drawing, page));
  if (drawing.form === "numbers") return content.replaceChildren(numbersPanel(drawing));
  if (isEmpty(drawing)) return content.replaceChildren(nothing());
  if (drawing.form === "words") return content.replaceChildren(wordsPanel(drawing, page));
  if (!CHARTS.includes(drawing.form)) return content.replaceChildren(tablePanel(drawing, title));
  const table = numbersTable(drawing.table, title);
  const chart = content.querySelector(".chart");
  if (chart) return content.querySelector("details table").replaceWith(table);
  const label = `${title}. The same numbers follow as a table.`;
  return content.replaceChildren(element("div", { class: "chart", role: "img", "aria-label": label }),
    element("details", {}, element("summary", {}, "Numbers"),
      element("div", { class: "over", tabindex: "0", role: "region", "aria-label": `${title}: numbers` }, table)));
}

function select() {
  const boards = page.shown.dashboards.map((board) => board.id);
  const asked = location.hash.replace("#/view/", "");
  page.board = boards.includes(asked) ? asked : boards[0];
  for (const id of boards) {
    document.getElementById(`board-${id}`).hidden = id !== page.board;
    const tab = document.getElementById(`tab-${id}`);
    tab.setAttribute("aria-selected", id === page.board);
    tab.tabIndex = id === page.board ? 0 : -1;
  }
}

document.getElementById("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tabs = [...event.currentTarget.children];
  if (!step || !tabs.length) return;
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
});

window.addEventListener("hashchange", () => { if (page.shown) show(page.shown); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const section of document.querySelectorAll(".panel")) section.dataset.stale = "";
  if (page.shown) show(page.shown);
});

async function keepAsking() {
  const begun = Date.now();
  if (!document.hidden || !page.shown) await refresh();
  // A slow index has documents to take in: it is asked for a quarter of the time at most.
  setTimeout(keepAsking, Math.max(EVERY_MS, 3 * (Date.now() - begun)));
}

if (snapshots) refresh(); else keepAsking();
