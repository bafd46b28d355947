"""Does a text ask something? Marks and turns of phrase, in English and Chinese. Pure.

It looks at no grammar and knows no word boundaries in Chinese, where there are none.
"""

import re
import unicodedata
from functools import lru_cache

# A question stands near the beginning or the end of a long text; the middle is a story.
LONGEST = 400

MARK = re.compile(r"\?(?!\w*=)")  # The mark in a link asks nothing.
# All but a space that stands alone, which may stay as it is.
SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
# The normal form replaces these as well, but far more slowly than if there are none left.
PUNCTUATION = (("，", ","), ("！", "!"), ("？", "?"), ("：", ":"))
LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+")

ENGLISH = re.compile(
    r"""(?<![a-z'])(?:
      (?:any|some|no)\s?(?:one|body)\s(?:know|knows|tell|help|explain|here|got|have|has|else|can|seen)
    | (?:does|do|did|has|have|is|are|was|can|could|will|would)\s(?:any|some)\s?(?:one|body|thing)
    | (?:can|could|may|should|shall|must|do|did|am)\s(?:i|we)(?![a-z'])
    | (?:can|could|would|will|do|did|are|have)\s(?:you|u|y'?all)(?![a-z'])
    | how\s(?:do|does|did|can|could|to|much|many|long|often|far|come|about|is|are|would|should)
    | (?:what|when|where|who|which|why)(?:'?s|\s(?:is|are|was|were|do|does|did|will|would|can|could
        |should|time|day|happened|about|kind|if))(?![a-z])
    | (?:need|want|looking\sfor)\s(?:some\s|a\s|your\s)?(?:help|advice)
    | (?:help|advice)\s(?:please|pls|needed|wanted)
    | (?:please|pls)\s(?:help|tell|explain)
    | (?:i\swonder|wondering|curious)\s(?:if|how|what|when|where|who|why|whether)
    | is\s(?:there|it|this|that|he|she)(?![a-z])(?=.*\s(?:or\snot|yet|still|any))
    | are\sthere\sany
    )""",
    re.VERBOSE,
)

# At the beginning of a sentence alone these words ask: "what time does it start", "is there a stream".
OPENING = re.compile(
    r"""(?:^|[.!;\n]\s*|(?:hi|hey|hello|guys|all|please|pls|sorry|so|and|but|ok),?\s)
    (?:(?:what(?!\s(?:a|an|the)\s)|who|whose|why|how)(?:'?s|'?re)?\s[a-z]
    | which\s(?!means|is|are|was)[a-z]
    | (?:is|are|was|were|does|did|has|can|could|will|would|should)
      \s(?:the|there|this|that|it|he|she|they|we|i|you|my|your|our|a|an)\s)""",
    re.VERBOSE,
)

# Each turn of these two has one of these words: a text without any need not be looked at.
ENGLISH_WORDS = frozenset(
    b"any anyone anybody some someone somebody no noone nobody does do did has have is are was were am "
    b"can could will would may should shall must how hows howre what whats whatre when whens where "
    b"wheres who whos whore whose whoses whosere which whichs why whys whyre need want looking help "
    b"advice please pls wonder wondering curious".split()
)
# Whatever is none of these letters stands between words.
APART = bytes(code if chr(code) in "abcdefghijklmnopqrstuvwxyz" else 32 for code in range(256))

CHINESE = re.compile(
    "求助|求问|请问|请教|想问|问一下|问下|问个|有没有|有人知道|谁知道|谁有|有谁|有人.{0,6}吗|是不是|能不能|可不可以"
    "|可以不可以|会不会|要不要|好不好|行不行|对不对|在不在|是否|能否|可否|如何|怎么|怎样|咋|为什么|为啥|为何|干嘛|什么时候"
    "|什么时间|啥时候|何时|几点|几号|几月|几时|多久|多少|多大|多远|多长时间|哪里|哪儿|哪个|哪些|哪位|哪天|哪种|在哪|去哪|从哪"
    "|是什么|是啥|有什么|什么意思|啥意思|什么区别|什么情况|啥情况|吗(?![啡])|么$|么[吧呀啊]"
    "|是谁|谁[啊呀的]|哪[年部场首座号]|几[首个天岁人张集]|属于啥|啥类型"
    "|(?:^|[。!,~…\\s])[^。!,~…\\s很真还挺也都可了]{1,8}呢(?=$|[。!,~…\\s])|求(?:推荐|解答|指教|解释|告知|科普|链接|资源|带)"
)
# Each of these turns has one of these characters: a text without any need not be looked at.
IN_CHINESE = re.compile("[求问教没道谁吗不否何怎咋么啥嘛几多哪呢]")
# These have the words of a question, and ask nothing.
NO_QUESTION = re.compile(
    "不知道怎么|怎么都|怎么也|没什么|没多少|多少有点|不管怎么|不管怎样|无论如何|无论怎|什么的|怎么可能|不怎么|再怎么|那么|这么|要么"
    "|[在没着才好][^。!,~…\\s]{0,4}呢"
)


# What is asked by command asks something, whatever its words; `/ask` is in chat/commands.py.
COMMAND = re.compile(r"/ask(?:@\w+)?\s+(?=\S)", re.IGNORECASE)


def asked(text: str) -> str | None:
    """Return what a message asks: all of it, or what follows the command to ask; None if it asks nothing."""
    if text.startswith("/"):
        command = COMMAND.match(text)
        return text[command.end() :] if command else text if is_question(text) else None
    return text if is_question(text) else None


@lru_cache(maxsize=256)
def is_question(text: str) -> bool:
    """Say whether `text` asks something, with or without a question mark. Any text gives an answer."""
    said = normal(text)
    if may_link(said):
        said = LINK.sub(" ", said)
    if "?" in said and MARK.search(said):
        return any(character.isalpha() for character in said)
    if may_ask_in_english(said) and (ENGLISH.search(said) or OPENING.search(said)):
        return True
    if said.isascii() or not IN_CHINESE.search(said):
        return False
    return CHINESE.search(NO_QUESTION.sub(" ", said)) is not None


def may_link(said: str) -> bool:
    """Say whether a text has anything without which there is no link. Pure."""
    return "://" in said or "www." in said or "t.me/" in said


def may_ask_in_english(said: str) -> bool:
    """Say whether a text has any of the words without which no English pattern finds anything. Pure."""
    words = said.encode(errors="replace").translate(APART).split()
    return not ENGLISH_WORDS.isdisjoint(words)


def normal(text: str) -> str:
    """Return the ends of a text in one form of its characters and one case, for the patterns."""
    if len(text) > 2 * LONGEST:
        text = f"{text[:LONGEST]}\n{text[-LONGEST:]}"
    # In ASCII all of this comes to lower case, at a fraction of its cost.
    if text.isascii():
        folded = text.lower()
    else:
        for wide, narrow in PUNCTUATION:
            text = text.replace(wide, narrow)
        folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    # A space is the only one that is printable.
    if "  " in folded or not folded.isprintable():
        folded = SPACES.sub(" ", folded)
    return folded.strip()
