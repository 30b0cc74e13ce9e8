"""What the user says about themself, and asks for later."""

import dataclasses

import smalltalk
import words
import world
from item import Item, a, upper_first


@dataclasses.dataclass(frozen=True)
class Slot:
    """{v} is what is remembered, {a} the same with an article, {k} the kind of thing."""

    tells: tuple
    replies: tuple
    asks: tuple
    answer: str
    missing: str


def _slot(tells, replies, asks, answer, missing):
    return Slot(tuple(tells.split("|")), tuple(replies.split("|")), tuple(asks.split("|")), answer, missing)


SLOTS = {
    "name": _slot("My name is {v}.|I am {v}.|I am called {v}.|Hello, my name is {v}.|Hi, I am {v}.|People call me {v}.|My name's {v}.",
                  "Nice to meet you, {v}.|Hello, {v}! Nice to meet you.",
                  "What is my name?|Do you remember my name?|Who am I?|What am I called?|Can you tell me my name?|Do you know my name?",
                  "Your name is {v}.", "your name"),
    "home": _slot("I live in {v}.|My home is in {v}.|I come from {v}.|My home town is {v}.|I have a house in {v}.",
                  "{v} sounds like a good place to live.|I will remember that you live in {v}.",
                  "Where do I live?|Where is my home?|Do you remember where I live?|In which town do I live?|Where do I come from?",
                  "You live in {v}.", "where you live"),
    "favourite": _slot("My favourite {k} is {v}.|The {k} I like best is {v}.|{v} is my favourite {k}.",
                       "{v} is a good choice.|I will remember that you like {v}.",
                       "What is my favourite {k}?|Which {k} do I like best?|Do you remember my favourite {k}?|Tell me my favourite {k}.",
                       "Your favourite {k} is {v}.", "your favourite {k}"),
    "pet": _slot("I have a {k} called {v}.|My {k} is called {v}.|My {k}'s name is {v}.", "{v} is a nice name for a {k}.",
                 "What is my {k} called?|What is the name of my {k}?|Do you remember the name of my {k}?",
                 "Your {k} is called {v}.", "the name of your {k}"),
    "age": _slot("I am {v} years old.|My age is {v}.|I turned {v} this year.", "{v} is a good age.", "How old am I?|What is my age?|Do you remember my age?",
                 "You are {v} years old.", "your age"),
    "job": _slot("I am {a}.|I work as {a}.|My job is {v}.", "{a} has much to do.", "What is my job?|What do I do for a living?|What is my work?",
                 "You are {a}.", "your job"),
    "word": _slot("Remember the word {v}.|The secret word is {v}.|Please keep the word {v} in mind.", "I will remember {v}.",
                  "What is the secret word?|Which word should you remember?|What was the word?", "The word is {v}.", "a word"),
    "bought": _slot("I bought {a} today.|Today I bought {a}.|I have a new {v}.", "I hope you enjoy the {v}.",
                    "What did I buy?|What have I bought?|What is new in my house?", "You bought {a}.", "what you bought"),
}
WEIGHTS = {"name": 30, "home": 18, "favourite": 26, "pet": 8, "age": 5, "job": 5, "word": 5, "bought": 3}
KINDS = {
    "colour": world.COLOURS + ["silver", "violet"], "food": world.FOODS + ["rice", "cake", "eggs", "salad"],
    "animal": world.PETS + ["fox", "horse", "frog", "bear", "wolf", "deer"], "number": [str(n) for n in range(1, 60)],
    "day": words.DAYS, "month": words.MONTHS, "season": "spring summer autumn winter".split(), "thing": words.THINGS,
    "town": world.TOWNS,
}
SMALL = ("season", "day", "month", "colour")  # too few to keep any back


def _value(draw, slot):
    """(kind or None, value)."""
    if slot == "name":
        return None, smalltalk.given_name(draw)
    if slot == "home":
        places = world.TOWNS if draw.chance(0.4) else smalltalk.PLACES
        return None, draw.fresh("home", places) if draw.chance(0.6) else draw.coined("home")
    if slot == "pet":
        return draw.one(world.PETS), smalltalk.given_name(draw)
    if slot == "favourite":
        kind = draw.one(list(KINDS))
        return kind, draw.one(KINDS[kind]) if kind in SMALL else draw.fresh("favourite", KINDS[kind])
    if slot == "age":
        return None, str(draw.number(5, 95))
    if slot == "job":
        return None, draw.fresh("job", world.TRADES)
    return None, draw.fresh("thing", words.COMMON if slot == "word" else words.THINGS)


def _fill(pattern, kind, value):
    return upper_first(pattern.format(v=value, a=a(value), k=kind))


def tell(draw):
    """The user says something to be remembered; now and then two things at once."""
    if draw.chance(0.12):
        name, home = _value(draw, "name")[1], _value(draw, "home")[1]
        return Item(draw.one(("My name is {0} and I live in {1}.", "I am {0} from {1}.")).format(name, home),
                    f"Nice to meet you, {name} from {home}.", name, "0", (name,), "", {("name", None): name, ("home", None): home})
    name = draw.weighted(WEIGHTS)
    kind, value = _value(draw, name)
    slot = SLOTS[name]
    return Item(_fill(draw.one(slot.tells), kind, value), _fill(draw.one(slot.replies), kind, value), upper_first(value),
                value if value.isdigit() else "0", (value,), "", {(name, kind): value})


def recall(draw, known):
    """The user asks for something of `known`, {(slot, kind): value}."""
    name, kind = draw.one(list(known))
    value = known[name, kind]
    slot = SLOTS[name]
    return Item(_fill(draw.one(slot.asks), kind, value), _fill(slot.answer, kind, value), upper_first(value),
                value if value.isdigit() else "0", (value,), name)


def recall_in_vain(draw, known):
    """The user asks for something that was never said."""
    while True:
        name = draw.weighted(WEIGHTS)
        kind = _value(draw, name)[0]
        if (name, kind) not in known:
            break
    slot = SLOTS[name]
    return Item(_fill(draw.one(slot.asks), kind, "?"), f"You have not told me {slot.missing.format(k=kind)}.", "Unknown", "0",
                ("not told",), name)
