"""Conversations: a system prompt or none, then exchanges of which every answer keeps to it."""

import dataclasses

import facts
import manners
import memory
import skills
import smalltalk

PLAIN = {
    facts.fact: 34, facts.two_facts: 7, facts.yes_or_no: 5, facts.of_the_world: 1, skills.addition: 7, skills.counting: 3,
    skills.next_number: 3, skills.comparing: 4, skills.opposite: 3, skills.colour: 2, skills.calendar: 3, skills.plural: 3,
    skills.reversal: 5, skills.story: 3, smalltalk.talk: 7, smalltalk.unknown: 9,
}
REMEMBERED, IN_VAIN, TOLD = "remembered", "in vain", "told"
SHARES = PLAIN | {TOLD: 9, REMEMBERED: 11, IN_VAIN: 2}
LONG = (skills.story, skills.counting, skills.reversal)


@dataclasses.dataclass
class Exchange:
    item: object
    answer: str
    # Whether the answer follows from what is seen; it does not where it comes from before the window.
    taught: bool = True


class Dialogue:
    """One conversation as it grows."""

    def __init__(self, draw, kinds=()):
        self.draw = draw
        self.manners = [manners.manner(draw, kind) for kind in kinds]
        plain = not kinds and draw.chance(0.55)
        self.system = "" if plain else manners.system_text(draw, self.manners)
        self.known = {}

    def exchange(self, skill=None):
        """The next exchange, with a skill or any."""
        item = self._item(skill or self.draw.weighted(self._shares()))
        self.known |= item.tells
        if not self.draw.exam:
            item.ask = _typed(self.draw, item.ask)
        return Exchange(item, manners.answer(self.draw, item, self.manners))

    def left_over(self):
        """An exchange about something that was said before the window begins: its answer cannot be known, but what follows can."""
        before = memory.tell(self.draw).tells
        item = memory.recall(self.draw, before)
        for key, value in before.items():
            if value in item.has:
                self.known[key] = value
        return Exchange(item, manners.answer(self.draw, item, self.manners), taught=False)

    def rules(self):
        return [manner.rule() for manner in self.manners]

    def _shares(self):
        kinds = [manner.kind for manner in self.manners]
        if "word" in kinds or "numbers" in kinds:
            return {skill: share / 4 if skill in LONG else share for skill, share in SHARES.items()}
        return SHARES

    def _item(self, skill):
        wants_digits = any(manner.kind == "numbers" for manner in self.manners) and self.draw.chance(0.7)
        for _ in range(20):
            item = self._any(skill)
            if not wants_digits or item.number != "0":
                return item
            skill = self.draw.weighted(self._shares())
        return item

    def _any(self, skill):
        if skill == TOLD:
            return memory.tell(self.draw)
        if skill == REMEMBERED:
            return memory.recall(self.draw, self.known) if self.known else memory.tell(self.draw)
        if skill == IN_VAIN:
            return memory.recall_in_vain(self.draw, self.known)
        return skill(self.draw)


def _typed(draw, text):
    """People do not always begin with a capital letter and end with a mark."""
    if draw.chance(0.1):
        text = text[0].lower() + text[1:]
    if draw.chance(0.12) and text[-1] in ".?!":
        text = text[:-1]
    return text


def any_kinds(draw):
    """No instruction, one, or two."""
    share = draw.random.random()
    if share < 0.35:
        return ()
    if share < 0.80:
        return (draw.one(list(manners.WORDINGS)),)
    return draw.one(manners.PAIRS_TRAINED)


def conversation(draw):
    """A Dialogue and its exchanges, without end. Some begin in the middle, as the chat shows them once old turns had to go."""
    dialogue = Dialogue(draw, any_kinds(draw))

    def exchanges():
        if draw.chance(0.12):
            yield dialogue.left_over()
        elif draw.chance(0.15):
            yield dialogue.exchange(smalltalk.talk)
        while True:
            yield dialogue.exchange()

    return dialogue, exchanges()
