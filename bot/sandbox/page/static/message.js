// One message: its bubble, what hangs below it, and what can be done with it.

import { answerTo, startEditing } from "./composer.js";
import { avatar, closeMenu, colour, h, icon, iconButton, named, toast, toggleMenu } from "./dom.js";
import { link, rich } from "./entities.js";
import { mediaView } from "./media.js";
import { noteText, summary } from "./notes.js";
import { pollView } from "./poll.js";
import { act, hour, state, chat } from "./state.js";
import { say } from "./words.js";

const PALETTE = ["👍", "❤", "🔥", "🎉", "😁", "🤔", "😢", "👏"];

/** The presses that the bot has not answered yet: their ids, with the message and place of the button. */
export const pressed = new Map();

/** The element of a message. */
export function messageView(message) {
  const view = message.service ? noteView(message) : bubbleView(message);
  view.dataset.id = message.id;
  view.id = `message-${message.id}`;
  view.tabIndex = -1;
  return view;
}

function noteView(message) {
  return h("div", { class: `message note ${message.deleted ? "deleted" : ""}`, role: "listitem" }, h("span", { dir: "auto" }, noteText(message)));
}

function bubbleView(message) {
  const { author } = message;
  const classes = ["message", message.mine ? "mine" : "theirs", `by-${author.kind}`, message.deleted ? "deleted" : ""];
  return h(
    "article",
    { class: classes.join(" "), role: "listitem", "aria-label": `${author.name || say("deleted_account")}, ${hour(message.date)}` },
    avatar(author.id, author.name),
    h(
      "div",
      { class: "stack" },
      h("div", { class: `bubble ${bare(message) ? "bare" : ""}`, ondblclick: () => !message.deleted && answerTo(message) },
        authorLine(message), forwardLine(message), replyLine(message), mediaView(message),
        message.poll && pollView(message), bodyView(message), reactionsView(message)),
      keyboardView(message),
    ),
    message.deleted ? null : tools(message),
  );
}

const bare = (message) => message.media?.kind === "sticker" && !message.text;

function authorLine({ author }) {
  const tags = { creator: say("messages.owner"), administrator: say("messages.admin") };
  const kind = { bot: say("messages.bot"), chat: author.tag ? "" : say("messages.channel") }[author.kind];
  const tag = tags[author.tag] ?? author.tag;
  return h("div", { class: "author" }, h("span", { class: `name ${colour(author.id)}` }, named(author.name)),
    h("span", { class: "tag" }, [kind, tag].filter(Boolean).join(" · ")));
}

function forwardLine({ forward }) {
  return forward === null ? null : h("div", { class: "forward" }, `${say("messages.forwarded")} `, named(forward));
}

function replyLine({ reply }) {
  if (!reply) return null;
  const words = reply.text || summary({ ...reply, media: reply.media && { kind: reply.media } });
  return h("button", { type: "button", class: `reply ${reply.deleted ? "deleted" : ""}`, onclick: () => show(reply.id) },
    h("span", { class: `name ${colour(reply.author.id)}` }, named(reply.author.name)), h("span", { class: "words", dir: "auto" }, words));
}

/** Go to a message and let it light up. */
export function show(id) {
  let found = document.getElementById(`message-${id}`);
  // The media of an album stand in its first message.
  while (found?.hidden) found = found.previousElementSibling;
  if (!found) return toast(say("messages.gone"));
  found.scrollIntoView({ block: "center" });
  found.focus();
  found.classList.add("lit");
  setTimeout(() => found.classList.remove("lit"), 1600);
}

function bodyView(message) {
  return h("div", { class: `body ${message.text ? "" : "wordless"}`, dir: "auto" }, rich(message.text, message.entities), meta(message));
}

function meta(message) {
  const marks = [message.deleted && say("messages.deleted"), message.edited && say("messages.edited"), hour(message.date)];
  return h("span", { class: "meta", dir: "ltr" }, message.pinned && icon("pin"), marks.filter(Boolean).join(" "));
}

function reactionsView(message) {
  if (!message.reactions.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map(({ emoji, count, mine }) =>
    h("button", { type: "button", class: "reaction", "aria-pressed": String(mine), "data-focus": `r${emoji}`, onclick: () => react(message, emoji), "aria-label": `${emoji} ${count}` },
      h("span", { class: "emoji" }, emoji), h("span", {}, String(count)))));
}

function react(message, emoji) {
  const mine = message.reactions.find((one) => one.emoji === emoji)?.mine;
  closeMenu();
  act("react", { message: message.id, emoji: mine ? [] : [emoji] });
}

function keyboardView(message) {
  if (!message.keyboard.length) return null;
  return h("div", { class: "keyboard" }, message.keyboard.map((row, y) =>
    h("div", { class: "keys" }, row.map((button, x) => keyView(message, button, y, x)))));
}

function keyView(message, button, row, column) {
  if (button.url) return link(button.url, [h("bdi", {}, button.text), icon("link")], "key");
  const spot = `${message.id}.${row}.${column}`;
  const waits = [...pressed.values()].includes(spot);
  const app = button.app && icon("app");
  const does = button.app ? openApp : press;
  return h("button", { type: "button", class: `key ${waits ? "waiting" : ""}`, "data-focus": `k${row}.${column}`, disabled: !button.works || message.deleted, dir: "auto", onclick: (event) => does(event.currentTarget, message, row, column) }, button.text, app);
}

/** Open a Mini App in a window of its own: where Telegram would, a browser cannot. */
async function openApp(_key, message, row, column) {
  const given = await act("open_app", { message: message.id, row, column });
  if (given) window.open(given.url, "_blank", "noopener");
}

async function press(key, message, row, column) {
  key.classList.add("waiting");
  const given = await act("press", { message: message.id, row, column });
  if (given && !early.delete(given.press)) pressed.set(given.press, `${message.id}.${row}.${column}`);
  else key.classList.remove("waiting");
}

// Answers that overtook the receipt of their press.
const early = new Set();

/** A press was answered: its button rests again. */
export function settlePress(id) {
  const spot = pressed.get(id);
  if (!pressed.delete(id)) return early.add(id);
  const [message, row, column] = spot.split(".");
  document.querySelector(`#message-${message} [data-focus="k${row}.${column}"]`)?.classList.remove("waiting");
}

function tools(message) {
  return h("div", { class: "tools", role: "toolbar" },
    iconButton("smile", say("messages.react"), (event) => openPalette(event.currentTarget, message), { "aria-haspopup": "true", "aria-expanded": "false" }),
    chat()?.silence ? null : iconButton("reply", say("messages.reply"), () => answerTo(message)),
    Object.values(message.may).some(Boolean)
      ? iconButton("more", say("messages.more"), (event) => openMore(event.currentTarget, message), { "aria-haspopup": "true", "aria-expanded": "false" })
      : null);
}

function openPalette(button, message) {
  toggleMenu(button, () => PALETTE.map((emoji) =>
    h("button", { type: "button", class: "emoji", "aria-label": say("messages.react_with", { emoji }), onclick: () => react(message, emoji) }, emoji)), { kind: "palette" });
}

function openMore(button, message) {
  const choices = [
    message.may.edit && ["edit", () => startEditing(message)],
    message.may.pin && [message.pinned ? "unpin" : "pin", () => act(message.pinned ? "unpin" : "pin", { message: message.id })],
    message.may.delete && ["delete", () => act("delete", { message: message.id })],
  ];
  toggleMenu(button, () => choices.filter(Boolean).map(([name, does]) =>
    h("button", { type: "button", onclick: () => (closeMenu(), does()) }, say(`messages.${name}`))));
}

/** The topic's name for messages that are shown among those of others. */
export function topicLabel(message) {
  if (!chat()?.forum || state.topic >= 0) return null;
  return chat().topics.find((topic) => topic.id === message.topic)?.name ?? say("topics.general");
}
