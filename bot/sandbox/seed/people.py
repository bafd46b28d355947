"""Who lives in the seeded world: stable ids, names of every awkward kind, two languages."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]

ALICE, OLGA, BOB, MING, MALLORY = 1001, 1002, 1003, 1004, 1005
FIRST_FAN = 1006
CODES = {"en": "en", "zh": "zh-hans"}


@dataclass(frozen=True)
class Fan:
    """A member to be: the name, and the username, empty for a made-up one and None for none."""

    name: str
    language: Language
    last_name: str = ""
    username: str | None = ""


# The five whom every story knows. Mallory is in no group.
ALICE_FAN = Fan("Alice", "en", "Archer", "alice")
OLGA_FAN = Fan("Olga", "en", "Orlova", "olga")
BOB_FAN = Fan("Bob", "en", username="bob")
MING_FAN = Fan("小明", "zh", username=None)
MALLORY_FAN = Fan("Mallory", "en", username="mallory")

# Ids follow the order from FIRST_FAN on: add at the end only.
FANS = (
    Fan("Carla", "en", "Conti"),
    Fan("Dmitri", "en"),
    Fan("Eve 🌸", "en"),
    Fan("<b>Frank</b>", "en", username=None),
    Fan("Grace", "en", "Green"),
    Fan("Hassan", "en", "حسن"),
    Fan("{{ 7*7 }}", "en", username=None),
    Fan("Ingrid", "en", "Åkesson"),
    Fan("José", "en", "Núñez"),
    Fan("Kai", "en"),
    Fan("Léa", "en", username=None),
    Fan("Mia & Max", "en"),
    Fan("דנה", "en", username=None),
    Fan("Nils", "en", "O'Neil"),
    Fan("🔥🔥🔥", "en", username=None),
    Fan("Priya", "en"),
    Fan("Quentin", "en", "de la Très-Longue-Maison-aux-Volets-Bleus"),
    Fan("Rosa", "en"),
    Fan("=SUM(A1)", "en", username=None),
    Fan("王芳", "zh"),
    Fan("李雷", "zh", username="lilei"),
    Fan("韩梅梅", "zh"),
    Fan("追光的人🌟", "zh", username=None),
    Fan("阿杰", "zh"),
    Fan("欧阳小雨", "zh", username="xiaoyu_oy"),
    Fan("大白兔", "zh", username=None),
    Fan("陈", "zh", "子涵"),
    Fan("Momo酱", "zh", username="momo_jiang"),
    Fan("老张", "zh"),
    Fan("糖糖", "zh", username=None),
    Fan("夜猫子", "zh"),
    Fan("林深见鹿", "zh", username="deer_lin"),
    Fan("Jackie", "zh", "Wong"),
    Fan("🐼熊猫", "zh", username=None),
    Fan("周周", "zh"),
    Fan("小红", "zh", username="xiaohong_fan"),
    Fan("北极星", "zh", username=None),
)
