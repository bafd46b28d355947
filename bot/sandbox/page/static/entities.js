// A text with its entities as elements. Offsets count UTF-16 units, and so do JavaScript's strings.

import { h, toast } from "./dom.js";
import { act, go, state } from "./state.js";
import { say } from "./words.js";

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const MARKED = ["hashtag", "cashtag", "text_mention", "custom_emoji", "phone_number"];

/** The nodes of a text; entities that overlap are cut where the outer one ends. */
export function rich(text, entities) {
  const order = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return between(text, 0, text.length, order);
}

function between(text, from, to, entities) {
  const nodes = [];
  const waiting = [...entities];
  let at = from;
  while (waiting.length) {
    const entity = waiting.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    const inner = [];
    while (waiting.length && waiting[0].offset < end) inner.push(waiting.shift());
    const beyond = inner.filter((one) => one.offset + one.length > end);
    waiting.unshift(...beyond.map((one) => ({ ...one, offset: end, length: one.offset + one.length - end })));
    if (start > at) nodes.push(text.slice(at, start));
    nodes.push(element(entity, text.slice(start, end), between(text, start, end, inner)));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function element(entity, text, children) {
  const { type } = entity;
  if (type in PLAIN) return h(PLAIN[type], {}, children);
  if (MARKED.includes(type)) return h("span", { class: `entity ${type}` }, children);
  switch (type) {
    case "pre":
      return h("pre", { "data-language": entity.language }, h("code", {}, children));
    case "blockquote":
      return h("blockquote", {}, children);
    case "expandable_blockquote":
      return expandable(children);
    case "spoiler":
      return spoiler(children);
    case "bot_command":
      return h("button", { type: "button", class: "as-link", onclick: () => act("say", { text }) }, children);
    case "text_link":
      return link(entity.url, children);
    case "url":
      return link(text.includes("://") ? text : `https://${text}`, children);
    case "mention":
      return mention(text, children);
    case "email":
      return link(`mailto:${text}`, children);
    default:
      return h("span", {}, children);
  }
}

/** Only bots have a chat here that a mention could open. */
function mention(text, children) {
  const known = state.bots.some((bot) => `@${bot.username}`.toLowerCase() === text.toLowerCase());
  return known ? link(`https://t.me/${text.slice(1)}`, children) : h("span", { class: "entity" }, children);
}

/** A link that leads out, or, when it leads into Telegram, to a chat of this world. */
export function link(url, children, kind = "") {
  if (isOurs(url)) return h("button", { type: "button", class: kind || "as-link", title: url, onclick: () => followLink(url) }, children);
  if (!/^(https?|mailto):/i.test(url)) return h("span", { class: kind || "entity", title: url }, children);
  return h("a", { href: url, class: kind, target: "_blank", rel: "noopener noreferrer", title: url }, children);
}

function isOurs(url) {
  return URL.canParse(url) && ["t.me", "telegram.me", "telegram.dog"].includes(new URL(url).hostname);
}

/** Do what a client does with a t.me link. */
export async function followLink(url) {
  if (!isOurs(url)) return toast(url);
  const led = await act("follow", { text: url });
  if (led) go({ chat: led.chat, topic: -1 });
}

function spoiler(children) {
  const shown = h("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": say("messages.spoiler") }, h("span", {}, children));
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    for (const name of ["role", "tabindex", "aria-label"]) shown.removeAttribute(name);
    shown.classList.add("open");
  };
  shown.addEventListener("click", show);
  shown.addEventListener("keydown", show);
  return shown;
}

function expandable(children) {
  const quote = h("blockquote", { class: "folded" }, h("div", {}, children));
  const open = h("button", { type: "button", class: "as-link", onclick: () => (quote.classList.remove("folded"), open.remove()) }, say("messages.expand"));
  quote.append(open);
  return quote;
}
