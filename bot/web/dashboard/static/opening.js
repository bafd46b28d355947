// Before anything is drawn: Telegram's colours. Then the signing in, and Telegram's own back button.
// What Telegram hands over stands behind the # of the first address; it is kept for the pages that follow.

"use strict";

const root = document.documentElement;
root.classList.add("scripted");

const memory = {};

/** What is known for as long as the page is open, and where the browser allows it for the pages that follow. */
const kept = {
  get(name) {
    try { return memory[name] ?? sessionStorage.getItem(`renao-${name}`) ?? ""; } catch { return ""; }
  },
  set(name, value) {
    memory[name] = value;
    try { sessionStorage.setItem(`renao-${name}`, value); } catch { /* Then it is not kept. */ }
  },
};

function readOpening() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (!given.has("tgWebAppData")) return;
  kept.set("data", given.get("tgWebAppData"));
  kept.set("theme", given.get("tgWebAppThemeParams") ?? "");
  history.replaceState(null, "", location.pathname + location.search);
}

/** Let the page have Telegram's colours, and be light or dark as its ground is. */
function colour(theme) {
  for (const [name, value] of Object.entries(theme)) {
    if (/^#[0-9a-f]{6}$/i.test(value)) root.style.setProperty(`--tg-theme-${name.replaceAll("_", "-")}`, value);
  }
  const ground = /^#[0-9a-f]{6}$/i.test(theme.bg_color) ? theme.bg_color : "";
  if (!ground) return;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(ground.slice(at, at + 2), 16));
  root.dataset.theme = red * 0.299 + green * 0.587 + blue * 0.114 < 128 ? "dark" : "light";
  document.dispatchEvent(new Event("renao:colours"));
}

function parsed(text) {
  try { return JSON.parse(text) ?? {}; } catch { return {}; }
}

const byId = (id) => document.getElementById(id);

function say(which) {
  for (const id of ["signing-in", "no-entry", "expired", "no-cookie"]) byId(id).hidden = id !== which;
}

/** Hand Telegram's word in, and open what was asked for with the cookie that comes for it. */
async function signIn(box) {
  const data = kept.get("data");
  if (!data) return;
  if (kept.get("entered") === data) return say("no-cookie");
  say("signing-in");
  const answer = await fetch(box.dataset.enter, { method: "POST", body: data, headers: { "Content-Type": "text/plain" } }).catch(() => null);
  if (answer?.ok) {
    kept.set("entered", data);
    return location.reload();
  }
  say(answer?.status === 410 ? "expired" : "no-entry");
}

function arrived() {
  const box = byId("sign-in");
  if (box) signIn(box);
  // Whoever is inside has the cookie; when its time is over, signing in is tried anew.
  else kept.set("entered", "");
  backButton();
  showTab();
}

/** Where the names of the sections do not all fit, let the one that is open be seen. */
function showTab() {
  const open = document.querySelector(".tabs [aria-current]");
  const row = open?.parentElement;
  if (row) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
}

/** Show Telegram's back button on pages of a group; the script that brings it may come later, or never. */
function backButton() {
  const app = window.Telegram?.WebApp;
  if (!app?.initData) return;
  root.classList.add("in-telegram");
  const back = document.body.dataset.back;
  if (back) app.BackButton?.show();
  else app.BackButton?.hide();
}

function meetTelegram() {
  const app = window.Telegram?.WebApp;
  if (!app?.initData) return;
  app.ready();
  app.expand();
  app.onEvent("themeChanged", () => colour(app.themeParams));
  app.BackButton?.onClick(() => document.querySelector("a.back")?.click());
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-telegram]");
    if (!link) return;
    event.preventDefault();
    app.openTelegramLink(link.href);
  });
  backButton();
}

readOpening();
colour(parsed(kept.get("theme")));
document.addEventListener("DOMContentLoaded", arrived);
window.addEventListener("load", meetTelegram);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target !== document.body) return;
  // The attributes of the body stay those of the page before; where one is now tells the address.
  const back = document.querySelector("a.back");
  if (back) document.body.dataset.back = back.getAttribute("href");
  else delete document.body.dataset.back;
  backButton();
  showTab();
  byId("main")?.focus({ preventScroll: true });
});
