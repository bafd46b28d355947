// The right column: every call the bots made, the newest first.

import { h } from "./dom.js";
import { second, state } from "./state.js";
import { say } from "./words.js";

const KEPT = 200;
const list = () => document.getElementById("calls");

/** Draw all of it. */
export function drawCalls() {
  document.getElementById("panel-note").textContent = say("panel.note");
  list().replaceChildren(...state.calls.map(callView).reverse());
  if (!state.calls.length) list().append(h("li", { class: "no-calls" }, say("panel.empty"), h("code", {}, `${location.origin}/bot`)));
}

/** Put a new call on top. */
export function addCall(call) {
  state.calls.push(call);
  list().querySelector(".no-calls")?.remove();
  list().prepend(callView(call));
  if (state.calls.length > KEPT) {
    state.calls.shift();
    list().lastElementChild.remove();
  }
}

function callView(call) {
  const fine = call.status === 200;
  return h("li", {}, h("details", { class: fine ? "call" : "call bad" },
    h("summary", {}, h("span", { class: "method" }, call.method), h("span", { class: "status" }, fine ? say("panel.ok") : String(call.status)),
      h("time", {}, second(call.at)), h("span", { class: "about", dir: "auto" }, gist(call))),
    call.description ? h("p", { class: "complaint" }, call.description) : null,
    h("pre", { tabindex: 0 }, JSON.stringify(unfolded(call.parameters), null, 2))));
}

function gist({ chat, parameters }) {
  const words = parameters.text ?? parameters.caption ?? parameters.question ?? parameters.action ?? "";
  const plain = String(words).replace(parameters.parse_mode === "HTML" ? /<[^<>]*>/g : "", "");
  return [chat, plain].filter(Boolean).join(": ");
}

/** Parameters that came as JSON inside a string, as forms send them, are shown as what they are. */
function unfolded(parameters) {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, parsed(value)]));
}

function parsed(value) {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
