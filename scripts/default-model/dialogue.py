"""Conversations: a system prompt or none, then exchanges of which every answer keeps to it."""

import dataclasses

import facts
import manners
import memory
import skills
import smalltalk

REMEMBERED, IN_VAIN, TOLD = "remembered", "in vain", "told"
# How often what is asked, and the same in the exam, which does not change when the training does.
SHARES = {
    facts.fact: 28, facts.two_facts: 6, facts.yes_or_no: 6, facts.of_the_world: 1, skills.addition: 9, skills.counting_on: 5,
    skills.counting: 3, skills.next_number: 3, skills.comparing: 4, skills.opposite: 3, skills.colour: 2, skills.calendar: 4,
    skills.plural: 3, skills.reversal: 4, skills.repetition: 7, skills.story: 3, smalltalk.talk: 6, smalltalk.unknown: 8,
    TOLD: 11, REMEMBERED: 18, IN_VAIN: 2,
}
SHARES_OF_EXAM = {
    facts.fact: 34, facts.two_facts: 7, facts.yes_or_no: 5, facts.of_the_world: 1, skills.addition: 7, skills.counting: 3,
    skills.next_number: 3, skills.comparing: 4, skills.opposite: 3, skills.colour: 2, skills.calendar: 3, skills.plural: 3,
    skills.reversal: 5, skills.story: 3, smalltalk.talk: 7, smalltalk.unknown: 9, TOLD: 9, REMEMBERED: 11, IN_VAIN: 2,
}
# Instructions alone: those that something has to be copied for are hardest to learn.
KINDS = {"word": 10, "caps": 13, "end": 25, "pirate": 9, "numbers": 10, "call": 25}
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
        shares = SHARES_OF_EXAM if self.draw.exam else SHARES
        if "word" in kinds or "numbers" in kinds:
            return {skill: share / 4 if skill in LONG else share for skill, share in shares.items()}
        return shares

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
    if share < 0.28:
        return ()
    if share < 0.65:
        return (draw.weighted(KINDS),)
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
