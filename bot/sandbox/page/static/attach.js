// Pictures and files that one sends: chosen, and sent with what is written as their caption.

import { closeMenu, h, iconButton, toast, toggleMenu } from "./dom.js";
import { say } from "./words.js";

const MOST = 10 << 20;

/** A button that lets one choose a file; `send` is given its kind, name and content in base64. */
export function attachView(send) {
  const media = chooser("image/*,video/*", (file) => read(file, kindOf(file), send));
  const files = chooser("", (file) => read(file, "document", send));
  const choices = () => [["media", media], ["file", files]].map(([word, input]) =>
    h("button", { type: "button", onclick: () => (closeMenu(), input.click()) }, say(`compose.${word}`)));
  const button = iconButton("clip", say("compose.attach"), (event) => toggleMenu(event.currentTarget, choices), { "aria-haspopup": "true", "aria-expanded": "false" });
  return h("div", { class: "attach" }, media, files, button);
}

function chooser(accept, chosen) {
  const input = h("input", { type: "file", class: accept ? "choose-media" : "choose-file", accept: accept || null, hidden: true, tabindex: -1 });
  input.addEventListener("change", () => {
    if (input.files.length) chosen(input.files[0]);
    input.value = "";
  });
  return input;
}

const KINDS = { "image/gif": "animation", video: "video" };

const kindOf = ({ type }) => KINDS[type] ?? KINDS[type.split("/")[0]] ?? "photo";

function read(file, kind, send) {
  if (file.size > MOST) return toast(say("compose.too_big"), "bad");
  const reader = new FileReader();
  reader.onload = () => send({ kind, name: file.name, file: reader.result.slice(reader.result.indexOf(",") + 1) });
  reader.readAsDataURL(file);
}
