// Pictures, films and files in a message, and the media of an album side by side.

import { h, icon, named } from "./dom.js";
import { say } from "./words.js";

/** The element of a message's media; of an album's, an empty frame for `fillAlbum`. */
export function mediaView(message) {
  const { media, album } = message;
  if (!media) return null;
  if (album && media.shows) return h("div", { class: "album", role: "group" });
  const name = media.name || say(`media.${media.kind}`);
  if (media.kind === "sticker") return h("div", { class: "sticker", role: "img", "aria-label": name }, media.emoji || "🖼");
  return media.shows && media.kind !== "document" ? picture(media, name) : file(media, name);
}

/** Put the media of an album into the frame of its first message. */
export function fillAlbum(frame, messages) {
  frame.dataset.count = messages.length;
  frame.replaceChildren(...messages.map(({ media, text, deleted }) => {
    const view = picture(media, text || media.name || say(`media.${media.kind}`));
    view.classList.toggle("gone", deleted);
    return view;
  }));
}

function file(media, name) {
  return h("a", { class: "file", href: media.url, download: media.name || true, dir: "auto" },
    h("span", { class: "file-icon" }, icon("file")), h("span", { class: "file-words" }, named(name), h("small", {}, size(media.size))));
}

function picture(media, name) {
  if (media.shows === "video") return film(media, name);
  const inside = [h("img", { src: media.url, alt: name, loading: "lazy", width: media.width || null, height: media.height || null }), badge(media)];
  if (!media.spoiler) return h("a", { class: "picture", href: media.url, target: "_blank", rel: "noopener" }, inside);
  const cover = h("button", { type: "button", class: "picture covered", "aria-label": say("messages.spoiler"), onclick: () => cover.classList.remove("covered") }, inside);
  return cover;
}

function film(media, name) {
  const moves = media.kind === "animation";
  const video = h("video", { src: media.url, "aria-label": name, preload: "metadata", playsinline: true, controls: !moves, loop: moves, autoplay: moves });
  video.muted = moves;
  return h("div", { class: "picture" }, video);
}

/** What moves says so where only a picture of it is there. */
function badge({ kind, seconds }) {
  if (kind === "photo" || kind === "document") return null;
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return h("span", { class: "badge", "aria-hidden": "true" }, kind === "animation" ? "GIF" : [icon("play"), length]);
}

const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / (1 << 20)).toFixed(1)} MB`);
