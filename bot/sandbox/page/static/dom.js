// Building the document: elements whose every text goes in as text, never as markup.

import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties (`class`, `on…`, `aria-…`, others as attributes) and children. */
export function h(name, given = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** An icon of icons.svg. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/sandbox/page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows an icon and says what it does. */
export function iconButton(name, label, onclick, more = {}) {
  return h("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick, ...more }, icon(name));
}

/** A name, kept apart from the direction of the text around it. */
export const named = (name) => h("bdi", {}, name || say("deleted_account"));

/** The one of seven colours that an account has for good. */
export const colour = (id) => `c${Math.abs(id) % 7}`;

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = (word) => letters.segment(word)[Symbol.iterator]().next().value?.segment ?? "";
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return chosen.map(first).join("").toLocaleUpperCase();
}

/** A round picture of initials, for those who see. */
export const avatar = (id, name) => h("span", { class: `avatar ${colour(id)}`, "aria-hidden": "true" }, initials(name || "?"));

/** Show a sentence for a while. */
export function toast(text, kind = "") {
  const node = h("div", { class: `toast ${kind}`, dir: "auto" }, text);
  const box = document.getElementById("toasts");
  box.append(node);
  while (box.children.length > 3) box.firstChild.remove();
  setTimeout(() => node.remove(), 6000);
}

/** Show a sentence until it is put away. */
export function showAlert(text) {
  document.getElementById("alert-text").textContent = text;
  document.getElementById("alert").showModal();
}

let shut = null;

/** Close the menu that is open. */
export const closeMenu = () => shut?.(false);

/** Open or close a menu below (or above) its button: arrows walk through it, Escape leaves it. */
export function toggleMenu(button, build, { place = "", kind = "" } = {}) {
  if (button.getAttribute("aria-expanded") === "true") return shut?.(true);
  shut?.(false);
  const menu = h("div", { class: `menu ${place} ${kind}` }, build());
  const outside = (event) => !menu.contains(event.target) && !button.contains(event.target) && shut?.(false);
  shut = (back) => {
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    shut = null;
    if (back) button.focus();
  };
  menu.addEventListener("keydown", (event) => walk(event, menu));
  button.setAttribute("aria-expanded", "true");
  button.after(menu);
  keepInside(menu);
  document.addEventListener("pointerdown", outside);
  (menu.querySelector("input") ?? menu.querySelector("button"))?.focus();
}

/** Move a menu so far that all of it can be seen in its column. */
function keepInside(menu) {
  const own = menu.getBoundingClientRect();
  const around = menu.closest(".wall, .column").getBoundingClientRect();
  const x = Math.max(around.left + 8 - own.left, 0) - Math.max(own.right - around.right + 8, 0);
  const y = own.top < around.top + 4 ? own.height + 44 : 0;
  menu.style.translate = `${x}px ${y}px`;
}

function walk(event, menu) {
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key === "Escape") {
    event.stopPropagation();
    shut?.(true);
  } else if (event.key in steps && !(event.target.matches("input") && event.key.match(/Left|Right/))) {
    event.preventDefault();
    const stops = [...menu.querySelectorAll("input, button:not([hidden])")];
    stops[(stops.indexOf(document.activeElement) + steps[event.key] + stops.length) % stops.length]?.focus();
  }
}
