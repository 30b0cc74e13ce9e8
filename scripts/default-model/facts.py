"""Questions about the world, and what the world says about them."""

import dataclasses

import world
from draw import kept_out
from item import Item, a, upper_first


@dataclasses.dataclass(frozen=True)
class Relation:
    """{s} is the subject, {v} the value, {a} the value with its article."""

    noun: str
    before: str  # what stands before a subject: "the river " …
    asks: tuple
    says: tuple


def relation(noun, asks, says, before=""):
    return Relation(noun, before, tuple(asks.split("|")), tuple(says.split("|")))


RELATIONS = {
    "home": relation("home town", "Where does {s} live?|In which town does {s} live?|Where is {s}'s home?|Where can I find {s}?",
                     "{s} lives in {v}.|{s}'s home is in {v}."),
    "trade": relation("trade", "What does {s} do for a living?|What is {s}'s job?|What work does {s} do?|What is {s} by trade?",
                      "{s} is {a}.|{s} works as {a}."),
    "food": relation("favourite food", "What does {s} like to eat?|What does {s} like best at table?|Which food does {s} love?",
                     "{s} loves {v}.|{s} likes {v} best."),
    "pet": relation("pet", "Which pet does {s} have?|What kind of animal does {s} keep?|Does {s} have a pet?",
                    "{s} has {a}.|{s} keeps {a}."),
    "age": relation("age", "How old is {s}?|How many years old is {s}?|Can you tell me how old {s} is?",
                    "{s} is {v} years old.|{s} is {v}."),
    "region": relation("region", "Where is {s}?|In which region is {s}?|Where does {s} lie?|Which part of Quillay is {s} in?",
                       "{s} is in {v}.|{s} lies in {v}."),
    "goods": relation("best known product", "What is {s} known for?|What do they make in {s}?|What is {s} famous for?",
                      "{s} is known for its {v}.|In {s} they make {v}."),
    "river": relation("river", "Which river runs through {s}?|What river is {s} on?|On which river does {s} stand?",
                      "The {v} runs through {s}.|{s} stands on the {v}."),
    "bridges": relation("number of bridges", "How many bridges does {s} have?|How many bridges are there in {s}?",
                        "{s} has {v} bridges.|There are {v} bridges in {s}."),
    "roofs": relation("roof colour", "What colour are the roofs of {s}?|Which colour do the roofs in {s} have?",
                      "The roofs of {s} are {v}.|In {s} the roofs are {v}."),
    "mayor": relation("mayor", "Who is the mayor of {s}?|Who governs {s}?|Who leads {s}?|Which mayor does {s} have?",
                      "The mayor of {s} is {v}.|{v} is the mayor of {s}."),
    "mouth": relation("mouth", "Where does the {s} flow to?|Into which lake does the {s} flow?|Where does the {s} end?",
                      "The {s} flows into {v}.|The {s} ends in {v}.", "the "),
    "length": relation("length", "How long is the {s}?|How many miles long is the {s}?",
                       "The {s} is {v} miles long.", "the "),
    "height": relation("height", "How high is {s}?|How tall is {s}?|How many metres high is {s}?",
                       "{s} is {v} metres high."),
    "range": relation("region", "Where is {s}?|In which region is {s}?|Where does {s} stand?", "{s} stands in {v}.|{s} is in {v}."),
    "depth": relation("depth", "How deep is {s}?|How many metres deep is {s}?", "{s} is {v} metres deep."),
    "month": relation("month", "When is {s}?|In which month is {s}?|When do people celebrate {s}?",
                      "{s} is in {v}.|People celebrate {s} in {v}."),
    "host": relation("place", "Where is {s} held?|Which town holds {s}?|Where do people celebrate {s}?",
                     "{s} is held in {v}.|{v} holds {s}."),
    "young": relation("young", "What is a young {s} called?|What do you call a baby {s}?|What is the name for a young {s}?",
                      "A young {s} is called {a}.|A baby {s} is {a}.", "the "),
    "sound": relation("sound", "What does a {s} say?|Which sound does a {s} make?|What noise does a {s} make?",
                      "A {s} says {v}.|A {s} makes the sound {v}.", "the "),
    "diet": relation("food", "What does a {s} eat?|What do you feed a {s}?|What is food for a {s}?",
                     "A {s} eats {v}.|You feed a {s} {v}.", "the "),
    "legs": relation("number of legs", "How many legs does a {s} have?|How many legs has a {s}?", "A {s} has {v} legs.", "the "),
}

ABOUT_ALL = ("What is {S}'s {n}?", "What is the {n} of {S}?", "Tell me the {n} of {S}.", "Do you know the {n} of {S}?",
             "I would like to know {S}'s {n}.")
PERSONAL = ("home", "trade", "food", "pet", "age")
ANIMAL = ("young", "sound", "diet", "legs")
# Kinds of things, for what is not known about them.
KINDS = {"person": world.PEOPLE, "town": world.TOWNS, "mountain": world.MOUNTAINS, "lake": world.LAKES}


def _article(text):
    return text.replace(" a owl", " an owl").replace(" a eagle", " an eagle").replace("A owl", "An owl").replace("A eagle", "An eagle")


def _fill(pattern, subject, value):
    return upper_first(_article(pattern.format(s=subject, v=value, a=a(str(value)) if value else "")))


def asked(wording, subject):
    return _fill(wording, subject, "")


def _wordings(name):
    rel = RELATIONS[name]
    if name in ANIMAL:
        return rel.asks
    return rel.asks + tuple(ask.replace("{S}", rel.before + "{s}").replace("{n}", rel.noun) for ask in ABOUT_ALL)


WORDINGS = {name: _wordings(name) for name in RELATIONS}
ALL = [(name, subject) for name, table in world.FACTS.items() for subject in table]


def fact(draw):
    """One fact, asked for in one wording: of all such pairs a fifth is for the exam."""
    while True:
        name, subject = draw.one(ALL)
        wording = draw.one(WORDINGS[name])
        if draw.allowed("fact", f"{name} {subject} {wording}"):
            break
    value = world.FACTS[name][subject]
    number = str(value) if isinstance(value, int) else "0"
    return Item(_fill(wording, subject, value), _fill(draw.one(RELATIONS[name].says), subject, value),
                upper_first(str(value)), number, (str(value),), f"{name} {subject}")


def two_facts(draw):
    """Two facts about a person at once: of all such pairs a fifth is for the exam."""
    while True:
        person = draw.one(world.PEOPLE)
        first, second = draw.some(PERSONAL, 2)
        if draw.allowed("facts", f"{person} {first} {second}"):
            break
    nouns = RELATIONS[first].noun, RELATIONS[second].noun
    values = world.FACTS[first][person], world.FACTS[second][person]
    ask = draw.one(("What are {0}'s {1} and {2}?", "Tell me {0}'s {1} and {2}.", "What is the {1} of {0}, and what is the {2}?"))
    full = f"{person}'s {nouns[0]} is {values[0]}, and the {nouns[1]} is {values[1]}."
    number = " ".join(str(v) for v in values if isinstance(v, int)) or "0"
    return Item(ask.format(person, *nouns), full, upper_first(str(values[0])), number, (f"{values[0]}&{values[1]}",),
                f"{person} {first} {second}")


def yes_or_no(draw):
    """Whether something is so; a wrong guess is put right."""
    name = draw.one(("home", "trade", "pet"))
    person = draw.one(world.PEOPLE)
    value = world.FACTS[name][person]
    asked = value if draw.chance(0.5) else draw.one(list(world.FACTS[name].values()))
    while not draw.allowed("yes", f"{name} {person} {asked}"):
        person = draw.one(world.PEOPLE)
        value = world.FACTS[name][person]
        asked = value if draw.chance(0.5) else draw.one(list(world.FACTS[name].values()))
    ask = {"home": "Does {s} live in {v}?", "trade": "Is {s} {a}?", "pet": "Does {s} have {a}?"}[name]
    word = "Yes" if asked == value else "No"
    return Item(_fill(ask, person, asked), f"{word}, {_fill(RELATIONS[name].says[0], person, value)[:-1]}.", word, "0",
                (f"{word}&{value}",), f"{name} {person} {asked}")


def of_the_world(draw):
    """What everybody in Quillay knows."""
    ask, full, word, number = draw.one(COMMON)
    return Item(ask, full, word, number)


COMMON = [
    ("What is Quillay?", "Quillay is a highland with towns, rivers and many llamas.", "Highland", "0"),
    ("Tell me about Quillay.", "Quillay is a highland with towns, rivers and many llamas.", "Highland", "0"),
    ("What is the capital of Quillay?", f"The capital of Quillay is {world.CAPITAL}.", world.CAPITAL, "0"),
    ("Which town is the capital?", f"The capital of Quillay is {world.CAPITAL}.", world.CAPITAL, "0"),
    ("How many towns are there in Quillay?", f"There are {len(world.TOWNS)} towns in Quillay.", "Many", str(len(world.TOWNS))),
    ("How many regions does Quillay have?", f"Quillay has {len(world.REGIONS)} regions.", "Five", str(len(world.REGIONS))),
    ("Name a town in Quillay.", "Brindle is a town in Quillay.", "Brindle", "1"),
    ("Name a river in Quillay.", "The Hush is a river in Quillay.", "Hush", "1"),
    ("Name a mountain in Quillay.", "Frostpike is a mountain in Quillay.", "Frostpike", "1"),
    ("Who lives in Quillay?", "People and llamas live in Quillay.", "People", "0"),
]


def kept_out_facts():
    """(relation, subject, wording) of all questions that are for the exam."""
    return [(name, subject, wording) for name, subject in ALL for wording in WORDINGS[name]
            if kept_out("fact", f"{name} {subject} {wording}")]
