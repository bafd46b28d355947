// The middle column: the open chat's head, topics, pin, messages.

import { drawComposer } from "./composer.js";
import { avatar, closeMenu, h, iconButton, named, toggleMenu } from "./dom.js";
import { guideView } from "./guide.js";
import { fillAlbum } from "./media.js";
import { messageView, show, topicLabel } from "./message.js";
import { summary } from "./notes.js";
import { act, chat, day, get, go, state } from "./state.js";
import { say } from "./words.js";

const byId = (id) => document.getElementById(id);
// Messages of one author within so many seconds share a name and a picture.
const TOGETHER = 300;
const KEPT = 240;

/** Draw all of the open chat, at its newest message. */
export function drawConversation() {
  drawBar();
  drawMessages();
  drawComposer();
  if (state.messages.length) toEnd();
  else byId("messages").scrollTop = 0;
}

/** Draw the head, the topics and the pin. */
export function drawBar() {
  const open = chat();
  byId("bar").replaceChildren(
    iconButton("back", say("back"), () => go({ chat: null, topic: -1 }), { class: "icon only-narrow", id: "chat-back" }),
    ...(open ? [avatar(open.bot || Number(open.key), open.title), h("div", { class: "bar-words" }, h("h2", {}, named(open.title)), h("p", { id: "bar-note", dir: "auto" }, under(open)))] : [h("div", { class: "bar-words" }, h("h2", {}, say("chat.choose")))]),
    iconButton("calls", say("panel.open"), () => { document.body.dataset.view = "panel"; byId("panel-back").focus(); }, { class: "icon only-narrow", id: "panel-open" }),
    ...(open && actions(open).length ? [iconButton("more", say("chat.actions"), (event) => openActions(event.currentTarget), { id: "actions", "aria-haspopup": "true", "aria-expanded": "false" })] : []));
  drawTopics(open);
  byId("pinned").replaceChildren(...(open?.pinned ? [pinView(open.pinned)] : []));
}

function under(open) {
  const doing = state.typing.get(open.key);
  if (doing) return say(doing.action === "typing" ? "typing" : "doing", { name: doing.name });
  if (open.bot) return say("chat.bot");
  const count = say(open.kind === "channel" ? "chat.channel" : "chat.group", { n: open.members });
  return [count, ...open.bots.map(({ name, status }) => say(`chat.bot_${STANDS[status] ?? "out"}`, { name }))].join(" · ");
}

const STANDS = { administrator: "leads", creator: "leads", member: "in", restricted: "in" };

function drawTopics(open) {
  const topics = open?.forum && open.standing === "open" ? [{ id: -1, name: say("topics.all") }, { id: 0, name: say("topics.general") }, ...open.topics] : [];
  byId("topics").replaceChildren(...topics.map(({ id, name, closed }) =>
    h("button", { type: "button", class: "topic", "aria-pressed": String(id === state.topic), onclick: () => go({ topic: id }) }, named(name), closed ? ` (${say("topics.closed")})` : null)));
}

function pinView(pinned) {
  const words = summary({ ...pinned, media: pinned.media && { kind: pinned.media } });
  return h("button", { type: "button", class: "pinned", onclick: () => show(pinned.id) }, h("b", {}, say("messages.pinned")), h("span", { dir: "auto" }, words));
}

function actions(open) {
  const found = [];
  const add = (word, name, bot) => found.push([say(`chat.${word}`, bot), name, bot ? { bot: bot.id } : {}]);
  for (const bot of open.bots) {
    const stands = STANDS[bot.status];
    if (open.bot && bot.id === open.bot) add(stands ? "block" : "unblock", stands ? "block_bot" : "unblock_bot", bot);
    if (open.bot || open.standing !== "open") continue;
    if (!stands && open.may.invite) add("add_bot", "add_bot", bot);
    if (stands === "in" && open.may.promote) add("promote_bot", "promote_bot", bot);
    if (stands === "leads" && open.may.promote) add("demote_bot", "demote_bot", bot);
    if (stands && open.may.remove) add("remove_bot", "remove_bot", bot);
  }
  if (!open.bot && open.standing === "open") add("leave", "leave");
  return found;
}

function openActions(button) {
  toggleMenu(button, () => actions(chat()).map(([words, name, given]) =>
    h("button", { type: "button", onclick: () => (closeMenu(), act(name, given)) }, words)), { place: "right" });
}

function drawMessages() {
  const box = byId("messages");
  const open = chat();
  const older = state.more ? [earlierButton()] : [];
  box.classList.toggle("private", Boolean(open?.bot));
  box.replaceChildren(...older, ...state.messages.map(messageView));
  if (!state.messages.length) box.append(emptyView(open));
  state.messages.forEach((_, index) => arrange(index));
  for (const album of new Set(state.messages.map((message) => message.album))) gather(album);
  reachOnly(seen().at(-1));
}

function emptyView(open) {
  const words = !open ? null : open.standing !== "open" ? say("chat.outside") : state.description || (open.bot ? null : say("chat.empty"));
  const head = open?.bot && state.description ? h("b", {}, say("chat.bot_intro")) : null;
  return h("div", { class: "empty" }, words ? h("div", { class: "intro", dir: "auto" }, head, h("span", {}, words)) : null, guideView());
}

async function loadEarlier() {
  const box = byId("messages");
  const key = state.open;
  const given = await get(`chats/${key}`, { topic: state.topic, before: state.messages[0].id });
  if (key !== state.open) return;
  state.messages.unshift(...given.messages);
  state.more = given.more;
  const fromEnd = box.scrollHeight - box.scrollTop;
  drawMessages();
  box.scrollTop = box.scrollHeight - fromEnd;
}

/** Put a new or changed message where it belongs. Returns whether it is new. */
export function putMessage(message) {
  const box = byId("messages");
  const at = state.messages.findIndex((one) => one.id === message.id);
  const stays = isAtEnd();
  const view = messageView(message);
  if (at >= 0) {
    state.messages[at] = message;
    exchange(byId(`message-${message.id}`), view);
  } else {
    state.messages.push(message);
    box.querySelector(".empty")?.remove();
    forgetOldest();
    box.append(view);
  }
  const index = at < 0 ? state.messages.length - 1 : at;
  arrange(index);
  arrange(index + 1);
  gather(message.album);
  const reachable = box.querySelector('.message[tabindex="0"]');
  if (!view.hidden && (!reachable || (at < 0 && !box.contains(document.activeElement)))) reachOnly(view);
  if (message.mine && at < 0) toEnd();
  else if (stays) toEnd();
  else if (at < 0) byId("down").hidden = false;
  return at < 0;
}

/** A talk that goes on for hours must not fill the browser: what scrolled far away can be fetched again. */
function forgetOldest() {
  while (state.messages.length > KEPT && resting) {
    // What stands above the first message has nothing else to stand above.
    const { id, album } = state.messages.shift();
    const view = byId(`message-${id}`);
    while (view.previousElementSibling) view.previousElementSibling.remove();
    view.remove();
    state.more = true;
    arrange(0);
    gather(album);
  }
  if (state.more && !byId("messages").querySelector(".earlier")) byId("messages").prepend(earlierButton());
}

const earlierButton = () => h("button", { type: "button", class: "earlier", onclick: loadEarlier }, say("messages.earlier"));

/** Replace an element; what had the focus in it has it again. */
function exchange(old, view) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(view);
  if (!focused) return;
  const same = focused.dataset.focus && view.querySelector(`[data-focus="${CSS.escape(focused.dataset.focus)}"]`);
  (same || view).focus({ preventScroll: true });
}

/** Above a message stand its day and topic where they change, and its author unless it follows on. */
function arrange(index) {
  const [before, message] = [state.messages[index - 1], state.messages[index]];
  const view = message && byId(`message-${message.id}`);
  if (!view) return;
  while (view.previousElementSibling?.matches(".divider, .topic-label")) view.previousElementSibling.remove();
  const newDay = !before || day(before.date) !== day(message.date);
  if (newDay) view.before(h("div", { class: "divider", role: "presentation" }, h("span", {}, day(message.date))));
  const label = topicLabel(message);
  const newTopic = Boolean(label) && (newDay || label !== topicLabel(before));
  if (newTopic) view.before(h("div", { class: "topic-label", role: "presentation" }, h("span", { dir: "auto" }, label)));
  view.classList.toggle("first", newDay || newTopic || !follows(message, before));
}

/** The media of an album stand together in its first message; the others are not seen. */
function gather(album) {
  const messages = album ? state.messages.filter((message) => message.album === album && message.media?.shows) : [];
  if (!messages.length) return;
  const views = messages.map(({ id }) => byId(`message-${id}`));
  views.forEach((view, index) => { view.hidden = index > 0; });
  fillAlbum(views[0].querySelector(".album"), messages);
}

const seen = () => [...byId("messages").querySelectorAll(".message:not([hidden])")];

const follows = (message, before) => !before.service && !message.service && before.author.id === message.author.id && message.date - before.date < TOGETHER;

function reachOnly(view) {
  for (const other of document.querySelectorAll('.message[tabindex="0"]')) other.tabIndex = -1;
  if (view) view.tabIndex = 0;
}

let resting = true;

const isAtEnd = () => {
  const box = byId("messages");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
};

/** Go to the newest message. */
export function toEnd() {
  const box = byId("messages");
  box.scrollTop = box.scrollHeight;
  resting = true;
  byId("down").hidden = true;
}

/** Let arrows walk through the messages, and the button go to the end. */
export function listenToMessages() {
  const box = byId("messages");
  box.addEventListener("focusin", (event) => reachOnly(event.target.closest(".message")));
  box.addEventListener("scroll", () => {
    resting = isAtEnd();
    byId("down").hidden = resting;
  });
  byId("down").addEventListener("click", toEnd);
  // Pictures grow when they arrive, and the window when it is turned: who reads the newest goes on doing so.
  const stay = () => { if (resting && state.messages.length) toEnd(); };
  box.addEventListener("load", stay, true);
  new ResizeObserver(stay).observe(box);
  box.addEventListener("keydown", (event) => {
    if (!event.target.matches(".message")) return;
    const views = seen();
    const next = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!next) return;
    event.preventDefault();
    (views[views.indexOf(event.target) + next] ?? (next > 0 ? byId("composer") : null))?.focus();
  });
}
