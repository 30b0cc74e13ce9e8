"""System prompts, what they do to an answer, and how to tell whether it was done."""

import dataclasses
import re

import words
from item import upper_first

WORDINGS = {
    "word": """Answer in one word.|Always answer in one word.|Use only one word for every answer.|Reply with a single word.|
Give one-word answers.|Every answer is one word.|Say only one word.|Your answers are one word long.|Answer with one word only.""",
    "caps": """Always answer in capital letters.|Answer in capital letters.|Write everything in capital letters.|Use only capital letters.|
Answer in ALL CAPS.|Reply in capital letters only.|Every answer must be in capital letters.|Shout: use capital letters.|Write in upper case.""",
    "end": """End every answer with {0}.|Always end your answer with {0}.|Finish every answer with the word {0}.|The last word of each answer is {0}.|
Close every answer with {0}.|Say {0} at the end of every answer.|Every answer must end with {0}.|End each reply with the word "{0}".""",
    "pirate": """Talk like a pirate.|You are a pirate.|Speak like a pirate.|Answer like a pirate.|Always sound like a pirate.|
Use pirate talk in every answer.|Pretend to be a pirate.|Talk the way a pirate talks.""",
    "numbers": """Answer only with numbers.|Use only numbers in your answers.|Reply with numbers only.|Only answer in numbers.|
Every answer is a number.|Give only numbers as answers.|Say nothing but numbers.|Answer with digits only.""",
    "call": """Call the user {0}.|Always call the user {0}.|Address the user as {0}.|The user is called {0}: say so in every answer.|
Call me {0} in every answer.|Use the name {0} for the user in each answer.|In every answer, call the user {0}.""",
}
WORDINGS = {kind: texts.replace("\n", "").split("|") for kind, texts in WORDINGS.items()}

END_WORDS = "over done out please amen indeed meow llama stop thanks always friend moon bye ready now truly cheers beep roger".split()
TITLES = """Captain Doctor Professor Boss Chief Sir Madam Master King Queen Friend Buddy Sailor Commander General Judge Coach Admiral
Majesty Champion""".split()

PAIRS = [("caps", "end"), ("caps", "pirate"), ("caps", "call"), ("caps", "word"), ("end", "pirate"), ("end", "call"), ("end", "word"),
         ("end", "numbers"), ("pirate", "call"), ("call", "word"), ("call", "numbers")]
PAIRS_KEPT_OUT = [("caps", "call"), ("end", "pirate"), ("end", "numbers")]
PAIRS_TRAINED = [pair for pair in PAIRS if pair not in PAIRS_KEPT_OUT]

PERSONAS = ["You are Cria, a small llama.", "You are a helpful assistant.", "You are a friendly guide to Quillay.", "Be kind and honest.",
            "You help people who visit Quillay.", "You are a patient teacher.", "Help the user.", "You like short answers.",
            "Be polite.", "You know Quillay well.", "The user is new here.", "You are {0}, a friend of the user."]
PIRATE_WORDS = {"my": "me", "you": "ye", "your": "yer", "is": "be", "are": "be", "am": "be", "yes": "aye", "hello": "ahoy"}
PIRATE_MARKS = "arr ahoy aye matey".split()


@dataclasses.dataclass(frozen=True)
class Manner:
    """One instruction. argument: the last word, or what the user is called; None for the others."""

    kind: str
    argument: str = None

    def rule(self):
        """As the exam writes it down."""
        return {"rule": self.kind} | ({"text": self.argument} if self.argument else {})


def manner(draw, kind):
    if kind == "end":
        if not draw.exam and draw.chance(0.3):
            # Any word at all, so that the last word is copied rather than chosen from those that were seen.
            return Manner(kind, draw.coined("end").lower())
        last = draw.fresh("end", END_WORDS if draw.chance(0.4) else words.COMMON)
        return Manner(kind, "over" if draw.chance(_usual(draw)) else last)
    if kind == "call":
        title = draw.fresh("title", TITLES) if draw.chance(0.5) else draw.coined("name")
        return Manner(kind, "Captain" if draw.chance(_usual(draw)) else title)
    return Manner(kind)


def _usual(draw):
    """How often the last word or the name is the usual one: that is soon learned, and nothing is copied to say it."""
    return 0.4 if draw.exam else 0.15


def system_text(draw, manners):
    """A wording, with or without something about who the model is; of all texts a fifth is for the exam."""
    while True:
        parts = [draw.one(WORDINGS[m.kind]).format(m.argument) for m in manners]
        draw.random.shuffle(parts)
        if draw.chance(0.4) or not parts:
            parts.insert(0 if draw.chance(0.8) else len(parts), draw.one(PERSONAS).format(draw.coined("name")))
        text = " ".join(parts)
        if not manners or draw.allowed("system", text):
            return text


def answer(draw, item, manners):
    """The answer to an item as the instructions want it."""
    by_kind = {m.kind: m for m in manners}
    brief = "word" in by_kind or "numbers" in by_kind
    text = item.number if "numbers" in by_kind else item.word + "." if "word" in by_kind else item.full
    if "call" in by_kind:
        text = _called(draw, text, by_kind["call"].argument, brief)
    if "pirate" in by_kind:
        text = _pirate(draw, text)
    if "end" in by_kind:
        text = (text if text[-1] in ".!?" else text + ".") + " " + upper_first(by_kind["end"].argument) + "."
    return text.upper() if "caps" in by_kind else text


def _called(draw, text, name, brief):
    if brief or draw.chance(0.5):
        stop = text[-1] if text[-1] in ".!?" else "."
        return text.rstrip(".!?") + ", " + name + stop
    return name + ", " + _continued(text)


def _continued(text):
    """Small at the start where the word is no name."""
    first = re.match(r"[A-Za-z']+", text)
    small = {"The", "A", "An", "You", "Your", "It", "In", "There", "Yes", "No", "Nice", "From", "Hello", "After", "Before", "People", "Why",
             "One", "Once", "Long", "What", "Good", "All", "Adding", "That", "Never"}
    return text[0].lower() + text[1:] if first and first.group() in small else text


def _pirate(draw, text):
    def swap(match):
        word = match.group()
        new = PIRATE_WORDS.get(word.lower())
        return word if new is None else upper_first(new) if word[0].isupper() else new

    text = "Arr, " + _continued(re.sub(r"[A-Za-z']+", swap, text))
    return text[:-1] + ", matey" + text[-1] if draw.chance(0.5) else text


# What the checks below look at, in this order: last word, name, letters and digits.
def keeps(text, rules):
    """Whether an answer keeps to all rules; what one rule adds, the others do not see."""
    rest = text.strip()
    kinds = {rule["rule"]: rule for rule in rules}
    if "end" in kinds:
        found = re.search(r"(\w+)\W*$", rest)
        if not found or found.group(1).lower() != kinds["end"]["text"].lower():
            return False
        rest = rest[:found.start()]
    if "call" in kinds:
        name = kinds["call"]["text"]
        if not re.search(rf"\b{re.escape(name)}\b", rest, re.IGNORECASE):
            return False
        rest = re.sub(rf"\b{re.escape(name)}\b", "", rest, flags=re.IGNORECASE)
    tokens = re.findall(r"\w+", rest)
    return (("caps" not in kinds or text == text.upper())
            and ("word" not in kinds or len(tokens) == 1)
            and ("numbers" not in kinds or (bool(tokens) and all(token.isdigit() for token in tokens)))
            and ("pirate" not in kinds or any(token.lower() in PIRATE_MARKS for token in tokens)))


def contains(text, has):
    """Whether an answer has one of the alternatives: words that occur one after the other, & between them."""
    found = " " + " ".join(re.findall(r"[\w']+", text.lower())) + " "
    return any(_in_order(found, alternative.lower().split("&")) for alternative in has)


def _in_order(found, parts):
    at = 0
    for part in parts:
        at = found.find(f" {part} ", at)
        if at < 0:
            return False
        at += len(part) + 1
    return True
