// Where one writes: text, answers, edits, commands suggested after a slash; or why one cannot write.

import { attachView } from "./attach.js";
import { h, iconButton, named } from "./dom.js";
import { summary } from "./notes.js";
import { act, chat, state } from "./state.js";
import { say } from "./words.js";

const drafts = new Map();
// What the next message answers, or which message is being edited: { kind, message }.
let about = null;
let chosen = 0;

const foot = () => document.getElementById("foot");
const field = () => document.getElementById("composer");
const draftKey = () => `${state.me?.id} ${state.open} ${state.topic}`;

/** Draw the foot of the open chat anew; whoever is typing there goes on typing. */
export function drawComposer() {
  const typing = document.activeElement === field();
  about = null;
  foot().replaceChildren(...(chat() ? parts() : []));
  if (!field()) return;
  if (typing) field().focus();
  setText(drafts.get(draftKey()) ?? "");
}

function parts() {
  const { silence, standing } = chat();
  if (standing === "banned") return [h("p", { class: "silent" }, say("silence.banned"))];
  if (silence === "channel" || silence === "muted") return [h("p", { class: "silent" }, say(`silence.${silence}`))];
  if (silence) return [h("button", { type: "button", class: "full", id: "enter", onclick: () => act(ENTER[silence], {}) }, say(`silence.${silence}`))];
  return [h("div", { id: "suggestions", role: "listbox", class: "suggestions", "aria-label": say("compose.commands"), hidden: true }), h("div", { id: "about" }), formView(), keysView()];
}

const ENTER = { not_started: "start", blocked: "unblock_bot", outside: "join" };

function formView() {
  const area = h("textarea", {
    id: "composer", rows: 1, maxlength: 4096, dir: "auto", placeholder: say("compose.placeholder"), "aria-label": say("compose.placeholder"),
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions", enterkeyhint: "send",
    oninput: changed, onkeydown: keyed, onblur: () => suggest(false),
  });
  return h("form", { class: "compose", onsubmit: (event) => (event.preventDefault(), send()) }, attachView(sendFile), area,
    h("button", { type: "submit", class: "send", "aria-label": say("compose.send"), title: say("compose.send") }, iconButton("send", "", null).firstChild));
}

/** The keyboard that a bot put in place of the usual one: its keys send what they say. */
function keysView() {
  const rows = state.messages.findLast((message) => message.replies && !message.deleted)?.replies;
  if (!rows?.length) return "";
  return h("div", { class: "bot-keys" }, rows.map((row) => h("div", { class: "keys" }, row.map((text) =>
    h("button", { type: "button", class: "key", dir: "auto", onclick: () => act("say", { text, ...here() }) }, text)))));
}

/** Put a text into the field, and the cursor behind it. */
export function setText(text) {
  field().value = text;
  changed();
}

/** Put a text into the field and go there; used by the guide. */
export function prepare(text) {
  if (!field()) return;
  setText(text);
  field().focus();
}

function changed() {
  const area = field();
  drafts.set(draftKey(), area.value);
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 180)}px`;
  chosen = 0;
  suggest(document.activeElement === area);
}

const matching = () => {
  const typed = field().value.match(/^\/([\w@]*)$/)?.[1];
  return typed === undefined ? [] : state.commands.filter(({ command }) => command.startsWith(typed.toLowerCase()));
};

function suggest(open) {
  const list = open ? matching() : [];
  const box = document.getElementById("suggestions");
  if (!box) return;
  box.hidden = !list.length;
  field().setAttribute("aria-expanded", String(Boolean(list.length)));
  if (!list.length) return field().removeAttribute("aria-activedescendant");
  chosen = Math.min(chosen, list.length - 1);
  field().setAttribute("aria-activedescendant", `command-${chosen}`);
  box.replaceChildren(...list.map(({ command, description }, index) =>
    h("div", { role: "option", id: `command-${index}`, class: "suggestion", "aria-selected": String(index === chosen), onpointerdown: (event) => (event.preventDefault(), accept(command)) },
      h("b", {}, `/${command}`), h("span", { dir: "auto" }, description))));
  box.children[chosen].scrollIntoView({ block: "nearest" });
}

/** Let whoever has typed a slash see the commands that the bot has now. */
export const suggestAnew = () => field() && suggest(document.activeElement === field());

const accept = (command) => setText(`/${command} `);

function keyed(event) {
  if (event.isComposing) return;
  const list = document.getElementById("suggestions").hidden ? [] : matching();
  if (list.length && picked(event, list)) return event.preventDefault();
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && about) {
    event.stopPropagation();
    letGo();
  } else if (event.key === "ArrowUp" && !field().value) {
    event.preventDefault();
    [...document.querySelectorAll(".message:not([hidden])")].at(-1)?.focus();
  }
}

function picked(event, list) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    chosen = (chosen + steps[event.key] + list.length) % list.length;
    suggest(true);
    return true;
  }
  if (event.key === "Escape") {
    suggest(false);
    return true;
  }
  // Whoever has typed all of it means to send it.
  const whole = field().value === `/${list[chosen].command}`;
  if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !whole)) {
    accept(list[chosen].command);
    return true;
  }
  return false;
}

const here = () => ({ topic: Math.max(0, state.topic) });

async function send() {
  const text = field().value.trim();
  if (!text) return;
  const { kind, message } = about ?? {};
  const done = kind === "edit" ? await act("edit", { message: message.id, text }) : await act("say", { text, ...here(), message: message?.id ?? 0 });
  if (!done) return;
  letGo();
  setText("");
}

/** Send a file, with what is written as its caption. */
async function sendFile(file) {
  const answered = about?.kind === "reply" ? about.message.id : 0;
  if (!await act("send", { ...file, text: field().value.trim(), ...here(), message: answered })) return;
  letGo();
  setText("");
}

/** Answer a message with what is written next. */
export const answerTo = (message) => attend("reply", message);

/** Change one's own message. */
export function startEditing(message) {
  attend("edit", message);
  setText(message.text);
}

function attend(kind, message) {
  if (!field()) return;
  about = { kind, message };
  const words = kind === "edit" ? say("compose.editing") : say("compose.replying", { name: message.author.name });
  document.getElementById("about").replaceChildren(
    h("div", { class: "about" }, h("div", { class: "about-words" }, h("b", {}, words), h("span", { dir: "auto" }, summary(message))), iconButton("close", say("cancel"), letGo)));
  field().focus();
}

function letGo() {
  if (about?.kind === "edit") setText("");
  about = null;
  document.getElementById("about")?.replaceChildren();
  field()?.focus();
}
