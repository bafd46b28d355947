// The left column: who one is, the list of chats, the clock.

import { avatar, closeMenu, h, icon, named, toggleMenu } from "./dom.js";
import { summary } from "./notes.js";
import { act, day, go, hour, now, second, setClock, shortDay, state } from "./state.js";
import { say } from "./words.js";

const byId = (id) => document.getElementById(id);

/** Draw who one is. */
export function drawIdentity() {
  const { me } = state;
  if (!me) return byId("identity").replaceChildren(h("span", {}, say("identity.nobody")));
  byId("identity").replaceChildren(avatar(me.id, me.name), h("span", { class: "identity-words" }, h("small", {}, say("identity.you_are")), h("b", {}, named(me.name))), icon("down"));
  byId("identity").setAttribute("aria-label", `${say("identity.you_are")} ${me.name}. ${say("identity.switch")}`);
}

/** Offer everybody whom one can be. */
export function openPeople() {
  toggleMenu(byId("identity"), () => {
    const list = h("div", { class: "people" }, state.people.filter((one) => !one.deleted).map(personButton));
    const add = h("button", { type: "button", class: "add", hidden: true, onclick: () => settle(find.value) });
    const find = h("input", { type: "search", placeholder: say("identity.find"), "aria-label": say("identity.find"), autocomplete: "off", maxlength: 64, oninput: () => sift(list, add, find.value) });
    return [find, list, add];
  }, { kind: "wide" });
}

function personButton(person) {
  const be = () => (closeMenu(), go({ as: person.id, chat: state.open, topic: -1 }));
  return h("button", { type: "button", class: "somebody", "aria-current": person.id === state.me?.id ? "true" : null, onclick: be },
    avatar(person.id, person.name), h("span", { class: "somebody-words" }, named(person.name), h("small", {}, [person.username && `@${person.username}`, person.language].filter(Boolean).join(" · "))));
}

function sift(list, add, words) {
  for (const button of list.children) button.hidden = !button.textContent.toLowerCase().includes(words.toLowerCase());
  add.hidden = !words.trim() || [...list.children].some((button) => !button.hidden);
  add.textContent = say("identity.new", { name: words.trim() });
}

/** Put a new person into the world, and be that person. */
async function settle(name) {
  closeMenu();
  const settled = await act("settle", { text: name });
  if (settled) go({ as: settled.person, topic: -1 });
}

/** Ask for a title and open a group of one's own. */
export function openGroupForm() {
  toggleMenu(byId("new-group"), () => {
    const title = h("input", { placeholder: say("chats.new_title"), "aria-label": say("chats.new_title"), maxlength: 128, required: true });
    const found = async (event) => {
      event.preventDefault();
      closeMenu();
      const led = await act("found", { text: title.value });
      if (led) go({ chat: led.chat, topic: -1 });
    };
    return h("form", { onsubmit: found }, title, h("button", { type: "submit", class: "full" }, say("chats.new")));
  }, { kind: "wide" });
}

/** Draw the list of chats: what spoke last stands first, what one has not joined stands below. */
export function drawChats() {
  const focused = document.activeElement?.dataset?.chat;
  const all = [...state.chats.values()].sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0));
  const inside = all.filter((one) => one.standing === "open");
  const outside = all.filter((one) => one.standing !== "open");
  byId("chat-list").replaceChildren(...inside.map(chatButton), ...(outside.length ? [h("h2", {}, say("chats.elsewhere")), ...outside.map(chatButton)] : []));
  if (focused) byId("chat-list").querySelector(`[data-chat="${focused}"]`)?.focus();
}

function chatButton(chat) {
  const { last, unread } = chat;
  return h("button", { type: "button", class: "chat", "data-chat": chat.key, "aria-current": chat.key === state.open ? "true" : null, onclick: () => go({ chat: chat.key, topic: -1 }) },
    avatar(chat.bot || Number(chat.key), chat.title),
    h("span", { class: "chat-words" },
      h("span", { class: "chat-top" }, h("b", {}, named(chat.title)), h("time", {}, last ? when(last.date) : "")),
      h("span", { class: "chat-last" }, h("span", { class: "line", dir: "auto" }, lastLine(chat)), unread ? h("span", { class: "unread", "aria-label": say("chats.unread", { n: unread }) }, String(unread)) : null)));
}

function lastLine({ last, kind, standing, members }) {
  if (standing !== "open") return say("chat.group", { n: members });
  if (!last) return say("chats.no_words");
  if (kind === "private" || kind === "channel" || last.service) return summary(last);
  return [h("span", { class: "by" }, last.mine ? say("chats.you") : named(last.author.name)), `: ${summary(last)}`];
}

const when = (seconds) => (now() - seconds < 64_800 ? hour(seconds) : shortDay(seconds));

/** Show the world's time. */
export function drawClock() {
  byId("clock").textContent = second(now());
  byId("date").textContent = day(now());
}

/** Move the world's time on. */
export async function moveClock(by) {
  const moved = await act("move_clock", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, ...by });
  if (moved) setClock(moved.now);
  drawClock();
}

const PACES = [0, 4, 12, 30, 60, 120];

/** Offer to let members chat by themselves, where the sandbox can. */
export function drawLive() {
  const { pace } = state;
  if (pace === null) return byId("live").replaceChildren();
  const at = PACES.findIndex((one) => one >= pace);
  const words = (chosen) => (chosen ? say("live.pace", { n: chosen }) : say("live.off"));
  const shown = h("output", {}, words(Math.round(pace)));
  const slide = h("input", { type: "range", id: "pace", min: 0, max: PACES.length - 1, value: at < 0 ? PACES.length - 1 : at, oninput: () => {
    state.pace = PACES[slide.value];
    shown.textContent = words(state.pace);
    slide.setAttribute("aria-valuetext", shown.textContent);
  }, onchange: () => act("live", { pace: state.pace }), "aria-valuetext": words(Math.round(pace)) });
  byId("live").replaceChildren(h("div", { class: "live" }, h("label", { for: "pace" }, say("live.title")), slide, shown));
}
