"""What is asked once, and the ways to answer it that the system prompts need."""

import dataclasses


@dataclasses.dataclass
class Item:
    """A question or remark, and its answer.

    ask     what the user says
    full    the answer in sentences
    word    the answer in one word
    number  the answer in digits; 0 where there is nothing to count
    has     what an answer must contain to be right: any of these; empty where everything is fine
    label   a name for the exam
    tells   what the user said to be remembered, {(slot, kind): value}
    """

    ask: str
    full: str
    word: str = "Yes"
    number: str = "0"
    has: tuple = ()
    label: str = ""
    tells: dict = dataclasses.field(default_factory=dict)


def a(noun):
    return ("an " if noun[0].lower() in "aeiou" else "a ") + noun


def upper_first(text):
    return text[:1].upper() + text[1:]
