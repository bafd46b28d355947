// What to try: the first minute, each step a button.

import { h, iconButton } from "./dom.js";
import { act, chat, go, state } from "./state.js";
import { prepare } from "./composer.js";
import { say, tag } from "./words.js";

const dialog = () => document.getElementById("guide");

/** Whom and what the steps speak of: a group whose fan speaks as the page does, else any. */
export const guide = () => state.guides.find(({ fan }) => tag().startsWith(fan.language.slice(0, 2))) ?? state.guides[0];

/** The steps as a card; empty when the world has no group with a bot. */
export function guideView() {
  const { group, bot, owner, fan } = guide() ?? {};
  if (!group) return null;
  const asFan = (text) => walk({ as: fan.id, chat: group }, text);
  const asOwner = (text) => walk({ as: owner.id, chat: `bot${bot}` }, text);
  return h("section", { class: "guide", "aria-labelledby": "guide-title" },
    h("h2", { id: "guide-title" }, say("guide.title")), h("p", {}, say("guide.intro")),
    h("ol", {},
      step(say("guide.ask", { name: fan.name }), [[say("guide.ask_text"), asFan]]),
      step(say("guide.start", { name: owner.name }), [["/start", asOwner]]),
      step(say("guide.report"), [["/report", asOwner]]),
      step(say("guide.teach"), [[say("guide.teach_text"), asOwner], [say("guide.prompt_text"), asOwner], ["/digest now", asOwner]])),
    h("p", {}, say("guide.later")));
}

function step(words, texts) {
  return h("li", {}, h("span", { dir: "auto" }, words), texts.map(([text, does]) => h("button", { type: "button", class: "try", dir: "auto", onclick: () => does(text) }, text)));
}

// What waits to be written once the chat it belongs to is open.
let waiting = null;

async function walk(to, text) {
  dialog().close();
  if (to.as === state.me.id && to.chat === state.open) return write(text);
  waiting = { ...to, text };
  go({ ...to, topic: -1 });
}

/** Called when a chat has been opened: write what the guide wanted written there. */
export function arrive() {
  if (!waiting || waiting.as !== state.me.id || waiting.chat !== state.open) return;
  const { text } = waiting;
  waiting = null;
  write(text);
}

/** A bot that was never started has a Start button in place of the field. */
async function write(text) {
  if (chat().silence === "not_started") {
    if (text === "/start") return document.getElementById("enter").focus();
    waiting = { as: state.me.id, chat: state.open, text };
    await act("start");
    return;
  }
  prepare(text);
}

/** Show the steps over the page. */
export function openGuide() {
  const card = guideView();
  if (!card) return;
  dialog().replaceChildren(iconButton("close", say("cancel"), () => dialog().close()), card);
  dialog().showModal();
}
