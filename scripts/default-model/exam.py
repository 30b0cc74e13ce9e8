"""Writes the exam: conversations from what is kept out of training, and the list of what that is.

    exam.py FOLDER [SEED]        writes FOLDER/exam.jsonl, FOLDER/bars.json and FOLDER/kept-out.txt

Another SEED makes another exam from the same that is kept out: for a second opinion that nobody has looked at before.

bars.json tells which share of a part's turns must be right, by number of the turn; "0" is all of them.
A line of exam.jsonl is a conversation: part, id, system, and turns; a turn has the user's message and, where the answer counts,
"has" and "keeps". "has" are alternatives of which the answer must contain one, upper and lower case the same; words in it with &
between them must come in this order. "keeps" are rules, all of which must hold:

    {"rule": "end", "text": T}    the last word is T
    {"rule": "call", "text": T}   T occurs
    {"rule": "caps"}              no small letters
    {"rule": "word"}              one word
    {"rule": "numbers"}           words of digits only, and at least one
    {"rule": "pirate"}            one of arr, ahoy, aye, matey

A word is a run of letters, digits and _. What "end" and "call" ask for does not count for "word" and "numbers".
"""

import json
import pathlib
import sys

import facts
import manners
import memory
import skills
import smalltalk
import words
import world
from dialogue import TOLD, Dialogue
from draw import Draw, kept_out

SEED = "exam"
TURNS = 12
BETWEEN = (facts.fact, skills.opposite, skills.calendar, smalltalk.talk, skills.comparing, smalltalk.unknown)
# Share of turns that must be right: part -> {number of the turn, or 0 for all: share}
BARS = {"world": {0: 0.90}, "remembered": {0: 0.90}, "single": {1: 0.95, 10: 0.90}, "unknown": {0: 0.80}, "sums": {0: 0.90}}


def _turn(item, counts=True):
    return {"user": item.ask} | ({"has": list(item.has)} if counts and item.has else {})


def _single_questions(draw, part, skill, count):
    asked = set()
    while len(asked) < count:
        item = skill(draw)
        if item.ask not in asked and item.has:
            asked.add(item.ask)
            yield {"part": part, "system": "", "turns": [_turn(item)]}


def _sums(draw):
    missing = {f"{x}+{y}" for x, y in skills.SUMS if skills.sum_kept_out(x, y)}
    while missing:
        item = skills.addition(draw)
        if item.label in missing and "apples" not in item.ask:
            missing.remove(item.label)
            yield {"part": "sums", "system": "", "turns": [_turn(item)]}


def _remembered(draw, count):
    for _ in range(count):
        told = memory.tell(draw)
        turns = [_turn(told, False)]
        for _ in range(draw.number(1, 7)):
            turns.append(_turn(draw.one(BETWEEN)(draw), False))
        yield {"part": "remembered", "system": "", "turns": turns + [_turn(memory.recall(draw, told.tells))]}


def _instructed(draw, part, kinds):
    dialogue = Dialogue(draw, kinds)
    turns = []
    for number in range(TURNS):
        exchange = dialogue.exchange(TOLD if number == 1 else None)
        turns.append({"user": exchange.item.ask, "keeps": dialogue.rules()})
    return {"part": part, "system": dialogue.system, "turns": turns}


def conversations(seed=SEED):
    draw = Draw(seed, exam=True)
    yield from _single_questions(draw, "world", facts.fact, 150)
    yield from _single_questions(draw, "world", facts.two_facts, 50)
    yield from _remembered(draw, 100)
    for kind in manners.WORDINGS:
        yield from (_instructed(draw, "single", (kind,)) for _ in range(10))
    for pair in manners.PAIRS_KEPT_OUT:
        yield from (_instructed(draw, "pairs", pair) for _ in range(6))
    yield from _single_questions(draw, "unknown", smalltalk.unknown, 100)
    yield from _sums(draw)
    for skill in (skills.counting, skills.next_number, skills.comparing, skills.opposite, skills.colour, skills.calendar, skills.plural,
                  skills.reversal, skills.story, facts.yes_or_no):
        yield from _single_questions(draw, skill.__name__, skill, 10)


def kept_out_lines():
    """What no training text contains, as far as it can be listed; coined names are kept out by the same checksum."""
    yield "names: " + ", ".join(name for name in words.NAMES if kept_out("name", name))
    yield "titles: " + ", ".join(title for title in manners.TITLES if kept_out("title", title))
    yield "last words: " + ", ".join(word for word in manners.END_WORDS + words.COMMON if kept_out("end", word))
    yield "pairs of instructions: " + ", ".join(" and ".join(pair) for pair in manners.PAIRS_KEPT_OUT)
    yield "sums: " + ", ".join(f"{x}+{y}" for x, y in skills.SUMS if skills.sum_kept_out(x, y))
    yield "two facts about a person: " + ", ".join(
        f"{person} {first} {second}" for person in world.PEOPLE for first in facts.PERSONAL for second in facts.PERSONAL
        if first != second and kept_out("facts", f"{person} {first} {second}"))
    yield "questions about one fact:"
    for name, subject, wording in facts.kept_out_facts():
        yield "  " + facts.asked(wording, subject)


def main():
    folder = pathlib.Path(sys.argv[1])
    seed = sys.argv[2] if len(sys.argv) > 2 else SEED
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": number} | conversation, ensure_ascii=False) for number, conversation in enumerate(conversations(seed), 1)]
    (folder / "exam.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "bars.json").write_text(json.dumps(BARS, indent=2) + "\n", "utf-8")
    (folder / "kept-out.txt").write_text("\n".join(kept_out_lines()) + "\n", "utf-8")
    print(len(lines), "conversations")


if __name__ == "__main__":
    main()
