"""A group that lives: at every step one member does what members do."""

from bot.sandbox.model.chats import Message, Topic
from bot.sandbox.model.content import MediaKind
from bot.sandbox.script.people import Person
from bot.sandbox.script.places import Place
from bot.sandbox.script.world import World
from bot.sandbox.seed.people import Language
from bot.sandbox.seed.talk import CHATTER, EXCITED, QUESTIONS, REACTIONS, REPLIES

# How often what is done, of a hundred steps.
QUESTION, ANSWER, REPLY, PICTURE, EDIT = 12, 14, 22, 5, 2
REACTION_SHARE = 0.55
RECENT = 12
PICTURES: tuple[MediaKind, ...] = ("photo", "sticker", "voice")


class Life:
    """The members of one group, the earlier ones the more talkative."""

    def __init__(
        self, world: World, place: Place, language: Language, regulars: list[Person]
    ) -> None:
        self.place = place
        self._chance = world.state.chance
        self._language = language
        self._members = list(regulars)
        self._open: list[tuple[Message, str]] = []
        self._recent: list[Message] = []

    @property
    def members(self) -> list[Person]:
        """Those who are in it, the most talkative first."""
        return list(self._members)

    def arrives(self, person: Person) -> None:
        """Count somebody in."""
        self._members.append(person)

    def departs(self, person: Person) -> None:
        """Count somebody out."""
        self._members.remove(person)

    def step(self, *, loud: bool = False) -> None:
        """Let one member say something, and perhaps others react to it."""
        person = self._somebody()
        if loud:
            self._note(person.says(self._chance.choice(EXCITED[self._language]), self.place))
        else:
            self._do(person)
        if self._recent and self._chance.random() < REACTION_SHARE:
            self._somebody().reacts(
                self._chance.choice(self._recent), self._chance.choice(REACTIONS)
            )

    def _do(self, person: Person) -> None:
        dice = self._chance.randrange(100)
        if dice < QUESTION:
            self._ask(person)
        elif dice < QUESTION + ANSWER and self._open:
            self._answer(person)
        elif dice < QUESTION + ANSWER + REPLY and self._recent:
            words = self._chance.choice(REPLIES[self._language])
            self._note(person.says(words, reply_to=self._chance.choice(self._recent)))
        elif dice < QUESTION + ANSWER + REPLY + PICTURE:
            kind = self._chance.choice(PICTURES)
            self._note(person.sends(kind, self.place, emoji="🎉", topic=self._topic()))
        elif dice < QUESTION + ANSWER + REPLY + PICTURE + EDIT:
            self._edit()
        else:
            words = self._chance.choice(CHATTER[self._language])
            self._note(person.says(words, self.place, topic=self._topic()))

    def _ask(self, person: Person) -> None:
        wordings, answer = self._chance.choice(QUESTIONS[self._language])
        question = person.says(self._chance.choice(wordings), self.place, topic=self._topic())
        self._open.append((question, answer))
        self._note(question)

    def _answer(self, person: Person) -> None:
        question, answer = self._open.pop()
        if question.sender is not person.user and not question.deleted:
            self._note(person.says(answer, reply_to=question))

    def _edit(self) -> None:
        mine = [one for one in self._recent if one.text and one.sender is not None]
        if mine:
            message = self._chance.choice(mine)
            author = next((one for one in self._members if one.user is message.sender), None)
            if author is not None:
                author.edits(message, f"{message.text} ✍️")

    def _topic(self) -> Topic | None:
        topics = list(self.place.chat.topics.values())
        return self._chance.choice([None, *topics]) if topics else None

    def _note(self, message: Message) -> None:
        self._recent = [one for one in (*self._recent, message) if not one.deleted][-RECENT:]

    def _somebody(self) -> Person:
        """Return a member, the first ones more often: a few do most of the talking."""
        weights = [1 / (rank + 2) for rank in range(len(self._members))]
        return self._chance.choices(self._members, weights)[0]
