"""Realistic traffic: raw updates as Telegram writes them, of twelve kinds, everything out of a seed."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any, TypeAlias

import msgspec

START = 1_767_225_600
GROUPS = 20
MEMBERS = 300

Json: TypeAlias = dict[str, Any]

SAID = (
    "哈哈哈哈",
    "早上好",
    "ok",
    "今天的直播太好看了，主持人也很有意思",
    "I was at the show last night and it was amazing, the encore alone was worth the ticket",
    "see you all on saturday 🎉",
    "这个周末有空的话一起去吧，听说会有新歌",
    "same here",
    "+1",
    "my stream keeps buffering again, third time this week, switching to the other server now",
    "太棒了！！！",
    "first",
)
# One text in twenty is for the bot.
ASKED = ("怎么报名？", "when does it start?", "/help", "有没有人知道票在哪里买", "/rank@renao_bot")
FIRST = ("Alice", "Bob", "小明", "Olga", "Иван", "José", "阿花", "Lea")


class Traffic:
    """Twenty groups of fans, a few of whom say most; everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = float(START)
        self.last_message = 1000
        self.people = [self._person(10_000_000 + 7919 * n) for n in range(GROUPS * MEMBERS)]
        # What was said last in each group, which is what people reply and react to.
        self.recent: dict[int, deque[tuple[int, Json]]] = defaultdict(partial(deque, maxlen=50))
        self.groups = [self._group(n) for n in range(GROUPS)]

    def updates(self, count: int) -> Iterator[bytes]:
        """Yield raw updates, as Telegram writes them, of twelve kinds in a realistic mix."""
        makers, weights = zip(*self._kinds(), strict=True)
        for number in range(count):
            self.now += self.chance.expovariate(4)
            content = self.chance.choices(makers, weights)[0]()
            yield msgspec.json.encode({"update_id": 700_000_000 + number} | content)

    def _kinds(self) -> list[tuple[Callable[[], Json], int]]:
        return [
            (self.text, 46),
            (self.reply, 16),
            (self.reaction, 12),
            (self.sticker, 6),
            (self.photo, 5),
            (self.edit, 3),
            (self.membership, 3),
            (self.video, 2),
            (self.album_part, 2),
            (self.arrival, 2),
            (self.press, 2),
            (self.vote, 1),
        ]

    def _person(self, number: int) -> Json:
        person = {"id": number, "is_bot": False, "first_name": self.chance.choice(FIRST)}
        if self.chance.random() < 0.6:
            person |= {"last_name": "of the North", "username": f"fan_{number}"}
        return person | {"language_code": self.chance.choice(("en", "zh-hans"))}

    def _group(self, number: int) -> Json:
        group = {"id": -1_001_000_000_000 - number, "title": f"Fans {number}", "type": "supergroup"}
        return group | ({"is_forum": True} if number % 4 == 0 else {"username": f"fans{number}"})

    def _where_and_who(self) -> tuple[Json, Json]:
        """Draw a group and one of its members; the liveliest come up far more often."""
        group = min(int(self.chance.paretovariate(1)) - 1, GROUPS - 1)
        member = min(int(self.chance.paretovariate(0.6)) - 1, MEMBERS - 1)
        return self.groups[group], self.people[group * MEMBERS + member]

    def _said(self) -> str:
        if self.chance.random() < 0.05:
            return self.chance.choice(ASKED)
        # No two texts are the same, so that none is known from before.
        return f"{self.chance.choice(SAID)} {self.last_message}"

    def message(self, **content: Any) -> Json:
        chat, person = self._where_and_who()
        self.last_message += 1
        self.recent[chat["id"]].append((self.last_message, person))
        head = {"message_id": self.last_message, "from": person, "chat": chat}
        if chat.get("is_forum") and self.chance.random() < 0.7:
            head |= self._in_topic(chat)
        return head | {"date": int(self.now)} | content

    def _unsaid(self, message: Json) -> int:
        """Take a message back that is only shown, and return the id of one that was said."""
        recent = self.recent[message["chat"]["id"]]
        said, _ = recent.pop()
        return self.chance.choice(recent)[0] if recent else said

    def _in_topic(self, chat: Json) -> Json:
        """Return what marks a message of a topic: among it, the topic's first message as if replied to."""
        topic = self.chance.randint(2, 6)
        created = {"name": f"Topic {topic}", "icon_color": 7322096}
        first = {"message_id": topic, "from": self.people[0], "chat": chat, "date": START}
        first |= {"message_thread_id": topic, "is_topic_message": True}
        first["forum_topic_created"] = created
        return {"message_thread_id": topic, "is_topic_message": True, "reply_to_message": first}

    def text(self) -> Json:
        text = self._said()
        more: Json = {}
        if text.startswith("/"):
            more["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        elif self.chance.random() < 0.1:
            text = f"https://example.org/clip/{self.last_message} {text}"
            more["entities"] = [{"type": "url", "offset": 0, "length": text.index(" ")}]
            more["link_preview_options"] = {"url": text.split()[0]}
        return {"message": self.message(text=text, **more)}

    def reply(self) -> Json:
        message = self.message(text=self._said())
        number, author = self.chance.choice(self.recent[message["chat"]["id"]])
        to = message | {"message_id": number, "from": author}
        return {"message": message | {"reply_to_message": to}}

    def reaction(self) -> Json:
        chat, person = self._where_and_who()
        number, _ = self.chance.choice(self.recent[chat["id"]] or [(1, person)])
        content = {"chat": chat, "message_id": number, "user": person}
        new = [{"type": "emoji", "emoji": self.chance.choice("👍🔥🎉😁")}]
        content |= {"date": int(self.now), "old_reaction": [], "new_reaction": new}
        return {"message_reaction": content}

    def _file(self, **more: Any) -> Json:
        unique = f"{self.chance.getrandbits(60):x}"
        return {"file_id": f"AgACAgIAAx{unique * 4}", "file_unique_id": unique, **more}

    def _sizes(self) -> list[Json]:
        widths = (90, 320, 800, 1280)
        return [self._file(width=w, height=w * 3 // 4, file_size=w * 40) for w in widths]

    def sticker(self) -> Json:
        thumbnail = self._file(width=128, height=128, file_size=4000)
        sticker = self._file(type="regular", width=512, height=512, emoji="😂", set_name="fans")
        flags = {"is_animated": False, "is_video": True, "thumbnail": thumbnail, "thumb": thumbnail}
        return {"message": self.message(sticker=sticker | flags)}

    def photo(self) -> Json:
        return {"message": self.message(photo=self._sizes(), caption=self._said())}

    def edit(self) -> Json:
        message = self.message(text=self._said(), edit_date=int(self.now) + 9)
        return {"edited_message": message | {"message_id": self._unsaid(message)}}

    def membership(self) -> Json:
        chat, person = self._where_and_who()
        before, after = self.chance.choice((("left", "member"), ("member", "left")))
        members = {
            "old_chat_member": {"user": person, "status": before},
            "new_chat_member": {"user": person, "status": after},
        }
        if after == "member" and self.chance.random() < 0.5:
            link = {"invite_link": "https://t.me/+Qx1f…", "creator": self.people[0]}
            flags = {"creates_join_request": False, "is_primary": False, "is_revoked": False}
            members["invite_link"] = link | flags
        return {"chat_member": {"chat": chat, "from": person, "date": int(self.now)} | members}

    def video(self) -> Json:
        thumbnail = self._file(width=180, height=320, file_size=9000)
        video = self._file(width=720, height=1280, duration=21, mime_type="video/mp4")
        video |= {"file_name": "clip.mp4", "thumbnail": thumbnail, "thumb": thumbnail}
        return {"message": self.message(video=video | {"file_size": 4_100_000})}

    def album_part(self) -> Json:
        album = str(13_000_000_000_000_000 + self.last_message // 40)
        return {"message": self.message(photo=self._sizes(), media_group_id=album)}

    def arrival(self) -> Json:
        _, person = self._where_and_who()
        one = {"new_chat_participant": person, "new_chat_member": person}
        return {"message": self.message(new_chat_members=[person], **one)}

    def press(self) -> Json:
        press = {"id": str(self.chance.getrandbits(60)), "from": self._where_and_who()[1]}
        message = self.message(text="👍 or 👎?")
        self._unsaid(message)
        press |= {"message": message, "chat_instance": "-42", "data": "x7Kq"}
        return {"callback_query": press}

    def vote(self) -> Json:
        answer = {"poll_id": str(self.chance.getrandbits(60)), "user": self._where_and_who()[1]}
        return {"poll_answer": answer | {"option_ids": [1], "option_persistent_ids": ["1"]}}
