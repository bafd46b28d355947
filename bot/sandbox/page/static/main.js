// Where the page begins: it follows its address, and what the sandbox tells as it happens.

import { drawComposer, suggestAnew } from "./composer.js";
import { drawBar, drawConversation, listenToMessages, putMessage } from "./conversation.js";
import { showAlert, toast } from "./dom.js";
import { followLink } from "./entities.js";
import { arrive, guide, openGuide } from "./guide.js";
import { settlePress } from "./message.js";
import { summary } from "./notes.js";
import { addCall, drawCalls } from "./panel.js";
import { drawChats, drawClock, drawIdentity, drawLive, moveClock, openGroupForm, openPeople } from "./sidebar.js";
import { act, chat, get, go, place, setClock, state } from "./state.js";
import { fillIn, say, switchLanguage } from "./words.js";

const byId = (id) => document.getElementById(id);
let stream = null;

async function begin() {
  const { people, guides } = await get("people").catch(() => ({}));
  if (!people) return away();
  Object.assign(state, { people, guides });
  const { as } = place();
  const me = people.find((one) => one.id === as) ?? people.find((one) => one.id === guide()?.fan.id) ?? people[0];
  if (!me) return drawAll();
  if (me.id !== as) history.replaceState(null, "", `#as=${me.id}`);
  become(me);
}

/** Be somebody: hear what they hear, see what they see. */
function become(me) {
  Object.assign(state, { me, chats: new Map(), messages: [], typing: new Map(), open: null });
  stream?.close();
  waiting.length = 0;
  stream = new EventSource(`/sandbox/api/events?as=${me.id}`);
  stream.onmessage = ({ data }) => hear(JSON.parse(data));
  // A browser comes back by itself, unless the answer was that this person is no more.
  stream.onerror = () => away(stream.readyState === EventSource.CLOSED);
}

/** Say that the sandbox does not answer, and ask again in a while. */
function away(again = true) {
  byId("away").hidden = false;
  if (again) setTimeout(begin, 2000);
}

const load = () => quietly(async () => {
  const world = await get("world");
  const { me, people, bots, calls, guides, ticks, pace } = world;
  Object.assign(state, { me, people, bots, calls, guides, pace, chats: new Map(world.chats.map((one) => [one.key, one])) });
  state.clock.ticks = ticks;
  setClock(world.now);
  byId("away").hidden = true;
  drawIdentity();
  drawCalls();
  drawClock();
  drawLive();
  await follow();
});

/** Show what the address says. */
const follow = () => quietly(async () => {
  const { as, chat: key, topic } = place();
  if (as !== state.me?.id) return begin();
  const known = state.chats.has(key);
  Object.assign(state, { open: known ? key : null, topic: known ? topic : -1, messages: [], more: false, commands: [], description: "" });
  document.body.dataset.view = known ? "talk" : "chats";
  if (known) await openChat(key, topic);
  drawChats();
  drawConversation();
  if (known && !matchMedia("(pointer: coarse)").matches) byId("composer")?.focus();
  arrive();
});

async function openChat(key, topic) {
  const given = await get(`chats/${key}`, { topic });
  if (key !== state.open || topic !== state.topic) return;
  state.chats.set(key, { ...given.chat, unread: 0 });
  for (const name of ["messages", "more", "commands", "description"]) state[name] = given[name];
  read();
}

function drawAll() {
  fillIn();
  drawIdentity();
  drawChats();
  drawClock();
  drawLive();
  drawCalls();
  drawConversation();
}

let reading = 0;

/** Say that the open chat has been seen, once for a burst of messages. */
function read() {
  if (document.visibilityState !== "visible" || !state.open) return;
  const given = { as: state.me.id, chat: state.open };
  clearTimeout(reading);
  reading = setTimeout(() => act("read", given), 200);
}

const HEARD = {
  hello: () => load(),
  message: ({ chat: key, message }) => hearMessage(key, message),
  chat: ({ chat: changed }) => hearChat(changed),
  gone: ({ key }) => { state.chats.delete(key); if (key === state.open) go({ chat: null, topic: -1 }); else drawChats(); },
  typing: hearTyping,
  answer: hearAnswer,
  person: ({ person }) => { state.people = [...state.people.filter((one) => one.id !== person.id), person]; },
  menu: hearMenu,
  call: ({ call }) => addCall(call),
  clock: ({ now }) => { setClock(now); drawClock(); },
};

// What is told while something older is being fetched waits until that is drawn.
const waiting = [];
let fetching = 0;

function hear(note) {
  if (fetching) waiting.push(note);
  else HEARD[note.type](note);
}

async function quietly(work) {
  fetching += 1;
  try {
    await work();
  } finally {
    fetching -= 1;
    while (!fetching && waiting.length) hear(waiting.shift());
  }
}

async function hearMenu() {
  const { open, topic } = state;
  if (!open) return;
  const { commands } = await get(`chats/${open}`, { topic });
  if (open !== state.open || topic !== state.topic) return;
  state.commands = commands;
  suggestAnew();
}

function hearMessage(key, message) {
  state.typing.delete(key);
  if (key !== state.open || (state.topic >= 0 && message.topic !== state.topic)) return;
  const known = state.messages.some((one) => one.id === message.id);
  if (!known && (message.deleted || message.id < (state.messages.at(-1)?.id ?? 0))) return;
  const isNew = putMessage(message);
  if (isNew && !message.mine) byId("spoken").textContent = `${message.author.name}: ${summary(message)}`;
  if (isNew && message.replies) drawComposer();
  read();
}

function hearChat(changed) {
  const before = state.chats.get(changed.key);
  const isOpen = changed.key === state.open;
  state.chats.set(changed.key, isOpen && document.visibilityState === "visible" ? { ...changed, unread: 0 } : changed);
  drawChats();
  // The address may have been here first: who opens a group is told its key before it hears of the group.
  if (!before && changed.key === place().chat) return follow();
  if (!isOpen) return;
  const same = (one) => [one?.standing, one?.silence, one?.may, one?.bots.map((bot) => bot.status)];
  if (JSON.stringify(same(before)) !== JSON.stringify(same(changed))) return follow();
  drawBar();
}

function hearTyping({ chat: key, name, action }) {
  const mark = { name, action };
  state.typing.set(key, mark);
  if (key === state.open) drawBar();
  setTimeout(() => {
    if (state.typing.get(key) === mark) state.typing.delete(key);
    if (key === state.open) drawBar();
  }, 5000);
}

function hearAnswer({ press, text, alert, url }) {
  settlePress(press);
  if (url) followLink(url);
  if (text) (alert ? showAlert : toast)(text);
}

byId("identity").addEventListener("click", openPeople);
byId("new-group").addEventListener("click", openGroupForm);
byId("guide-button").addEventListener("click", openGuide);
byId("hour").addEventListener("click", () => moveClock({ hours: 1 }));
byId("morning").addEventListener("click", () => moveClock({ until: "08:00" }));
byId("language").addEventListener("click", () => { switchLanguage(); byId("language").textContent = say("language.switch"); drawAll(); });
byId("panel-back").addEventListener("click", () => { document.body.dataset.view = chat() ? "talk" : "chats"; byId("panel-open").focus(); });
window.addEventListener("hashchange", follow);
document.addEventListener("visibilitychange", () => { if (state.open && document.visibilityState === "visible") { const open = chat(); if (open) open.unread = 0; drawChats(); read(); } });
setInterval(() => { if (state.clock.ticks && state.me) drawClock(); }, 1000);

fillIn();
byId("language").textContent = say("language.switch");
listenToMessages();
begin();
