"""Write a Telegram Desktop export of a seeded group, and measure what it costs to take it in.

python bench/desktop.py --messages 1000000            # time and peak memory of dry run and import
python bench/desktop.py --messages 1000 --to made.json
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

START = 1_640_995_200  # 2022-01-01 00:00 UTC
GROUP = 1_234_567_890
PEOPLE = 5_000
TOPICS = (None, None, 2, 3)
TEXTS = (
    "hello everybody",
    "when does the concert start?",
    "热闹！",
    "这个多少钱？",
    "thanks, see you there",
    "+1",
    "I was at the show yesterday and it was the best of the whole tour so far",
)
MEDIA: tuple[dict[str, Any], ...] = (
    {"photo": "(File not included. Change data exporting settings to download.)", "width": 1280},
    {"file": "(File not included.)", "media_type": "sticker", "sticker_emoji": "🎉"},
    {"file": "(File not included.)", "media_type": "voice_message", "duration_seconds": 7},
    {"file": "(File not included.)", "media_type": "video_file", "mime_type": "video/mp4"},
)


def messages(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield `count` messages of a group, as Telegram Desktop writes them."""
    chance = random.Random(seed)
    now = START
    for number in range(2, count + 2):
        now += chance.choice((0, 3, 9, 20, 60, 200))
        who = int(chance.paretovariate(0.7)) % PEOPLE + 1
        if number in TOPICS:
            yield service(number, now, who, "topic_created", title=f"Topic {number}")
        elif chance.random() < 0.02:
            yield service(number, now, who, "join_group_by_link", inviter=None)
        else:
            yield message(chance, number, now, who)


def service(number: int, at: int, who: int, action: str, **more: Any) -> dict[str, Any]:
    """Return what Telegram wrote about somebody."""
    actor = {"actor": f"Fan {who}", "actor_id": f"user{who}", "action": action}
    return dated(number, "service", at) | actor | more | {"text": "", "text_entities": []}


def message(chance: random.Random, number: int, at: int, who: int) -> dict[str, Any]:
    """Return what somebody wrote."""
    said = dated(number, "message", at) | {"from": f"Fan {who}", "from_id": f"user{who}"}
    reply = chance.choice((None, None, max(2, number - chance.randrange(1, 50)), *TOPICS))
    if reply is not None and reply < number:
        said["reply_to_message_id"] = reply
    if chance.random() < 0.2:
        said |= chance.choice(MEDIA)
    text = chance.choice(TEXTS)
    said |= {"text": text, "text_entities": [{"type": "plain", "text": text}]}
    if chance.random() < 0.1:
        said["reactions"] = [reaction(chance, at)]
    return said


def reaction(chance: random.Random, at: int) -> dict[str, Any]:
    """Return an emoji with the newest two who chose it."""
    recent = [
        {"from": f"Fan {who}", "from_id": f"user{who}", "date": local(at + 60 * who)}
        for who in chance.sample(range(1, 20), 2)
    ]
    return {"type": "emoji", "count": chance.randrange(2, 40), "emoji": "❤", "recent": recent}


def dated(number: int, kind: str, at: int) -> dict[str, Any]:
    """Return what every message begins with."""
    return {"id": number, "type": kind, "date": local(at), "date_unixtime": str(at)}


def local(at: int) -> str:
    """Return a time as the exporter's clock shows it: two hours ahead of UTC."""
    return datetime.fromtimestamp(at + 7200, UTC).replace(tzinfo=None).isoformat()


def write(path: Path, count: int, seed: int = 1) -> None:
    """Write an export of `count` messages."""
    with path.open("w", encoding="utf-8") as file:
        head = {"name": "Fans 粉丝", "type": "private_supergroup", "id": GROUP}
        file.write(json.dumps(head, indent=1, ensure_ascii=False)[:-2] + ',\n "messages": [')
        for place, each in enumerate(messages(count, seed)):
            written = json.dumps(each, indent=1, ensure_ascii=False).replace("\n", "\n  ")
            file.write(f"{',' if place else ''}\n  {written}")
        file.write("\n ]\n}")


def measured(folder: Path, *arguments: str) -> None:
    """Run `renao import` in a process of its own and say what it took."""
    began = time.perf_counter()
    line = [sys.executable, "-m", "bot", "import", "result.json", *arguments]
    config = f"[database]\nurl = 'sqlite:///{folder / 'renao.db'}'\n"
    (folder / "config.toml").write_text(config, encoding="utf-8")
    environ = {"PYTHONPATH": str(Path(__file__).parents[1])}
    said = subprocess.run(line, cwd=folder, env=environ, capture_output=True, text=True, check=True)
    spent = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{' '.join(arguments) or 'import':<10} {spent:7.1f} s, at most {peak:.0f} MB so far")
    print("  " + said.stdout.strip().replace("\n", "\n  "))


def main() -> None:
    """Write an export, and take it in unless it was only to be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", type=Path, help="write it there and do nothing else")
    asked = parser.parse_args()
    if asked.to is not None:
        write(asked.to, asked.messages, asked.seed)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "result.json", asked.messages, asked.seed)
        size = (folder / "result.json").stat().st_size
        print(f"{asked.messages:,} messages, {size / 1e6:.0f} MB")
        (folder / "renao.db").touch(0o600)
        line = [sys.executable, "-m", "bot", "migrate"]
        environ = {
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "RENAO_DATABASE__URL": f"sqlite:///{folder / 'renao.db'}",
        }
        subprocess.run(line, cwd=folder, env=environ, capture_output=True, check=True)
        measured(folder, "--dry-run")
        measured(folder)
        measured(folder)


if __name__ == "__main__":
    main()
