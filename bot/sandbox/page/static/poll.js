// Polls and quizzes: answers to choose from, then how they were given.

import { h } from "./dom.js";
import { rich } from "./entities.js";
import { act, hour } from "./state.js";
import { say } from "./words.js";

// What is ticked in polls with several answers, until the vote is cast.
const ticked = new Map();

/** The element of a message's poll. */
export function pollView(message) {
  const { poll } = message;
  const done = poll.voted || poll.closed;
  return h("div", { class: `poll ${done ? "done" : ""}`, role: "group", "aria-label": poll.question },
    h("div", { class: "question", dir: "auto" }, rich(poll.question, poll.entities)),
    h("div", { class: "poll-kind" }, kind(poll)),
    h("div", { class: "options" }, poll.options.map((option, index) => (done ? result(poll, option) : choice(message, option, index)))),
    poll.explanation ? h("div", { class: "explanation", dir: "auto" }, poll.explanation) : null,
    foot(message));
}

function kind(poll) {
  const words = say(poll.quiz ? "poll.quiz" : poll.anonymous ? "poll.anonymous" : "poll.public");
  return poll.closed ? `${words} · ${say("poll.closed")}` : words;
}

function choice(message, option, index) {
  const { multiple } = message.poll;
  const choose = (event) => {
    if (!multiple) return vote(message, [index]);
    const chosen = ticked.get(message.id) ?? new Set();
    if (!chosen.delete(index)) chosen.add(index);
    ticked.set(message.id, chosen);
    event.currentTarget.setAttribute("aria-checked", String(chosen.has(index)));
    event.currentTarget.closest(".poll").querySelector(".cast").disabled = !chosen.size;
  };
  return h("button", { type: "button", class: `option ${multiple ? "many" : ""}`, role: multiple ? "checkbox" : null, "aria-checked": multiple ? String(Boolean(ticked.get(message.id)?.has(index))) : null, "data-focus": `o${index}`, onclick: choose },
    h("span", { class: "tick", "aria-hidden": "true" }), h("span", { dir: "auto" }, rich(option.text, option.entities)));
}

function vote(message, choices) {
  ticked.delete(message.id);
  act("vote", { message: message.id, choices });
}

function result(poll, option) {
  const share = poll.voters ? Math.round((100 * option.votes) / poll.voters) : 0;
  const bar = h("span", { class: "bar", "aria-hidden": "true" });
  bar.style.width = `${Math.max(share, 1)}%`;
  const classes = ["option", "result", option.mine ? "chosen" : "", option.right === true ? "right" : "", option.mine && option.right === false ? "wrong" : ""];
  const marks = [option.mine && say("poll.mine"), option.right && say("poll.right")].filter(Boolean).join(", ");
  return h("div", { class: classes.join(" ") },
    h("span", { class: "share" }, `${share}%`), h("span", { dir: "auto" }, rich(option.text, option.entities), marks && h("span", { class: "unseen" }, ` (${marks})`)),
    h("span", { class: "mark", "aria-hidden": "true" }, option.right === true ? "✓" : option.mine ? (option.right === false ? "✕" : "✓") : ""), bar);
}

function foot(message) {
  const { poll } = message;
  const cast = () => vote(message, [...(ticked.get(message.id) ?? [])].sort());
  return h("div", { class: "poll-foot" },
    h("span", {}, [say("poll.voters", { n: poll.voters }), poll.closes && say("poll.closes", { at: hour(poll.closes) })].filter(Boolean).join(" · ")),
    poll.multiple && !poll.voted && !poll.closed && h("button", { type: "button", class: "as-link cast", "data-focus": "cast", disabled: !ticked.get(message.id)?.size, onclick: cast }, say("poll.vote")),
    poll.voted && !poll.final && !poll.closed && h("button", { type: "button", class: "as-link", "data-focus": "back", onclick: () => vote(message, []) }, say("poll.retract")));
}
