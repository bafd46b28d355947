// Words for what holds no text: service messages, and what stands in the list of chats for a message.

import { say } from "./words.js";

const who = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ") || say("deleted_account");

/** The sentence of a service message. */
export function noteText({ author, service: { kind, value } }) {
  const by = author.name || say("deleted_account");
  switch (kind) {
    case "new_chat_members": {
      const name = value.map(who).join(", ");
      return value.some((user) => user.id === author.id) ? say("note.joined", { name }) : say("note.added", { by, name });
    }
    case "left_chat_member":
      return value.id === author.id ? say("note.left", { name: who(value) }) : say("note.removed", { by, name: who(value) });
    case "new_chat_title":
      return say("note.title", { by, text: value });
    case "pinned_message":
      return say("note.pinned", { by });
    case "forum_topic_created":
      return say("note.topic_opened", { by, text: value.name });
    case "forum_topic_edited":
      return say("note.topic_renamed", { by, text: value.name ?? "" });
    case "forum_topic_closed":
      return say("note.topic_closed", { by });
    case "forum_topic_reopened":
      return say("note.topic_reopened", { by });
    case "migrate_to_chat_id":
    case "migrate_from_chat_id":
      return say("note.migrated");
    default:
      return say("note.other", { by, text: kind.replaceAll("_", " ") });
  }
}

/** One line for a message: its text, or what it is. */
export function summary(message) {
  if (message.service) return noteText(message);
  if (message.text) return message.text;
  if (message.poll) return `📊 ${message.poll.question ?? message.poll}`;
  if (message.media) return `${message.media.emoji ?? ""} ${say(`media.${message.media.kind}`)}`.trim();
  return "";
}
