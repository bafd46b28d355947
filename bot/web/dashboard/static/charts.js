// Charts to point at, drawn from the tables beside them: without this script the tables are there all the same.

"use strict";

const HEIGHT = 240;
const PALETTE = ["--c1", "--c2", "--c3", "--c4"];
const drawn = new Map();

const value = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** What a table says: the names of its columns and rows, its numbers, and how they are written. */
function read(table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const columns = heads.slice(1).map((name, index) => ({
    name,
    values: rows.map((row) => (row.cells[index + 1]?.dataset.v === undefined ? null : Number(row.cells[index + 1].dataset.v))),
    texts: rows.map((row) => row.cells[index + 1]?.firstChild?.textContent.trim() ?? "–"),
  }));
  return { label: heads[0], names: rows.map((row) => row.cells[0].textContent.trim()), columns };
}

/** Each column upon those before it: drawn from the last, so that each covers what is below. */
function stacked(columns) {
  const sums = columns[0]?.values.map(() => 0) ?? [];
  return columns.map((column) => column.values.map((one, at) => (sums[at] += one ?? 0)));
}

function seriesOf(column, kind, colour, percent) {
  const bars = kind !== "line";
  return {
    label: column.name,
    stroke: bars ? undefined : colour,
    fill: bars ? colour : undefined,
    width: bars ? 0 : 2.5,
    paths: bars ? uPlot.paths.bars({ size: [0.72, 26], radius: kind === "bars" ? 0.2 : 0 }) : undefined,
    points: { show: !bars && column.values.length < 15, size: 7, fill: colour },
    value: (_plot, _raw, _series, at) => (at === null ? "" : column.texts[at]),
    scale: kind === "line" && !percent ? "line" : "y",
  };
}

function axes(names, percent, two) {
  const grid = { stroke: value("--line"), width: 1 };
  const font = `12px ${value("--font")}`;
  const look = { stroke: value("--muted"), font, ticks: { show: false } };
  const amount = (_plot, splits) => splits.map((one) => (percent ? `${Math.round(one * 100)} %` : one % 1 ? "" : compact(one)));
  const whole = percent ? {} : { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000] };
  return [
    { ...look, grid: { show: false }, space: 64, size: 30, incrs: [1, 2, 3, 5, 7, 14, 30, 60], values: (_plot, splits) => splits.map((one) => names[one] ?? "") },
    { ...look, grid, size: 44, values: amount, ...whole },
    ...(two ? [{ ...look, grid: { show: false }, size: 44, scale: "line", side: 1, values: amount, ...whole }] : []),
  ];
}

const compact = (number) => new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(number);

function draw(box) {
  const table = box.parentElement.querySelector("table");
  const { label, names, columns } = read(table);
  const kinds = box.dataset.kinds.split(" ");
  const shown = columns.slice(0, kinds.length);
  const percent = "percent" in box.dataset;
  const two = !percent && kinds.includes("bars") && kinds.includes("line");
  const stack = kinds[0] === "stack";
  const order = shown.map((_, at) => at);
  if (stack) order.reverse();
  const values = stack ? stacked(shown) : shown.map((column) => column.values);
  const colours = order.map((at) => value(PALETTE[at]));
  drawn.get(box)?.destroy();
  box.classList.toggle("stacked", stack);
  const zero = { range: (_plot, _low, high) => [0, Math.max(high, percent ? 0.05 : 4) * 1.08] };
  const plot = new uPlot({
    width: box.clientWidth,
    height: HEIGHT,
    padding: [12, two ? 0 : 12, 0, 0],
    scales: { x: { time: false, range: () => [-0.6, names.length - 0.4] }, y: zero, line: zero },
    cursor: { drag: { x: false, y: false }, points: { show: !stack } },
    axes: axes(names, percent, two),
    series: [
      { label, value: (_plot, raw) => names[raw] ?? "" },
      ...order.map((at, place) => seriesOf(shown[at], kinds[at], colours[place], percent)),
    ],
    legend: { live: true, markers: { width: 0, fill: (_plot, at) => colours[at - 1] } },
  }, [names.map((_, at) => at), ...order.map((at) => values[at])], box);
  drawn.set(box, plot);
  box.style.minHeight = "";
  rest(plot, names.length - 1);
}

/** Nobody points at it: then the legend tells of the last day. */
function rest(plot, at) {
  plot.setCursor({ left: plot.valToPos(at, "x"), top: -10 }, true);
  plot.setLegend({ idx: at });
}

function walk(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const plot = drawn.get(event.currentTarget);
  if (!step || !plot) return;
  event.preventDefault();
  const last = plot.data[0].length - 1;
  const at = Math.min(Math.max((plot.legend.idx ?? last) + step, 0), last);
  rest(plot, at);
}

function prepare(box) {
  if (box.dataset.ready || !window.uPlot) return;
  box.dataset.ready = "yes";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", box.dataset.chart);
  draw(box);
  box.addEventListener("keydown", walk);
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (!box.isConnected || box.clientWidth === width) return;
    width = box.clientWidth;
    drawn.get(box).setSize({ width, height: HEIGHT });
  }).observe(box);
}

/** Say what a square of the hours stands for when it is pointed at or tapped. */
function point(event) {
  const cell = event.target.closest?.("table.heat td");
  const words = cell && document.querySelector(".pointed");
  if (!words) return;
  words.textContent = cell.title;
  document.querySelector("table.heat .pointed-at")?.classList.remove("pointed-at");
  cell.classList.add("pointed-at");
}

function drawAll() {
  for (const box of drawn.keys()) if (!box.isConnected) drawn.delete(box);
  document.querySelectorAll("[data-chart]").forEach(prepare);
}

function redraw() {
  for (const box of drawn.keys()) if (box.isConnected) draw(box);
}

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
document.addEventListener("renao:colours", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
document.addEventListener("pointerover", point);
document.addEventListener("click", point);
