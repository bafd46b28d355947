// What the page knows at this moment, and its one way to the sandbox.

import { toast } from "./dom.js";
import { say, tag } from "./words.js";

export const state = {
  me: null,
  people: [],
  bots: [],
  chats: new Map(),
  calls: [],
  guides: [],
  // How many acts a minute the members do by themselves; null where they cannot.
  pace: null,
  // How far the world's clock is ahead of this machine's, in seconds; a standing clock keeps its `now`.
  clock: { ahead: 0, now: 0, ticks: true },
  // The open chat: its key, topic (-1 for all), messages in order, and what is suggested after a slash.
  open: null,
  topic: -1,
  messages: [],
  more: false,
  commands: [],
  description: "",
  typing: new Map(),
};

/** The chat that is open, as the list knows it. */
export const chat = () => state.chats.get(state.open);

/** Fetch JSON. Throws with the sandbox's own sentence. */
export async function get(path, query = {}) {
  const parameters = new URLSearchParams({ as: state.me?.id ?? 0, ...query });
  return answer(await fetch(`/sandbox/api/${path}?${parameters}`));
}

async function answer(response) {
  const given = await response.json();
  if (!response.ok) throw new Error(given.error);
  return given;
}

/** Do something as the person one is; a refusal is shown, and null returned. */
export async function act(name, given = {}) {
  try {
    const body = JSON.stringify({ as: state.me.id, ...(state.open ? { chat: state.open } : {}), ...given });
    const headers = { "Content-Type": "application/json" };
    return await answer(await fetch(`/sandbox/api/acts/${name}`, { method: "POST", headers, body }));
  } catch (error) {
    toast(say("refused", { text: error.message }), "bad");
    return null;
  }
}

/** The world's time in seconds. */
export const now = () => (state.clock.ticks ? Date.now() / 1000 + state.clock.ahead : state.clock.now);

/** Set the world's time. */
export function setClock(seconds) {
  state.clock.now = seconds;
  state.clock.ahead = seconds - Date.now() / 1000;
}

/** A way to write times in the language of the page. Making a format takes long, so each is made once. */
function written(how) {
  const formats = {};
  return (seconds) => (formats[tag()] ??= new Intl.DateTimeFormat(tag(), how)).format(seconds * 1000);
}

export const hour = written({ hour: "2-digit", minute: "2-digit" });
export const second = written({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const day = written({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
export const shortDay = written({ day: "numeric", month: "short" });

/** What the address says: who one is, which chat and topic are open. */
export function place() {
  const given = new URLSearchParams(location.hash.slice(1));
  return { as: Number(given.get("as")), chat: given.get("chat"), topic: Number(given.get("topic") ?? -1) };
}

/** Go somewhere: the address changes, and the page follows it. */
export function go(to) {
  const next = { as: state.me?.id, chat: state.open, topic: state.topic, ...to };
  const parameters = new URLSearchParams({ as: next.as });
  if (next.chat) parameters.set("chat", next.chat);
  if (next.chat && next.topic >= 0) parameters.set("topic", next.topic);
  location.hash = parameters;
}
