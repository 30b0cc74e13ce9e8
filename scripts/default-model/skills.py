"""Everyday skills: numbers, words, days, lists, stories."""

import words
from draw import kept_out
from item import Item, a, upper_first

SMALLEST, LARGEST = 0, 19


def sum_kept_out(first, second):
    """A sum and its mirror image are kept out together."""
    return kept_out("sum", f"{min(first, second)}+{max(first, second)}")


SUMS = [(x, y) for x in range(20) for y in range(20) if x + y < 20]


def addition(draw):
    """A sum below 20, counted on from the larger number."""
    while True:
        x, y = draw.one(SUMS)
        if sum_kept_out(x, y) == draw.exam:
            break
    total, large, small = x + y, max(x, y), min(x, y)
    ask = draw.one(("What is {0} + {1}?", "What is {0} plus {1}?", "{0} + {1} = ?", "Add {0} and {1}.", "How much is {0} and {1}?",
                    "How much is {0} + {1}?", "I have {0} apples and get {1} more. How many do I have?",
                    "Can you add {0} and {1} for me?"))
    steps = ", ".join(f"{i} makes {large + i}" for i in range(1, small + 1))
    full = f"From {large}: {steps}. So it is {total}." if small else f"Adding 0 changes nothing. So it is {total}."
    return Item(ask.format(x, y), full, _name(total), str(total), (str(total),), f"{x}+{y}")


def counting_on(draw):
    """The steps of an addition for any two numbers: when to stop is to be learned, not which sums there are."""
    while True:
        start, steps = draw.number(0, 60), draw.number(1, 10)
        if start + steps >= 20 or not sum_kept_out(start, steps):
            break
    ask = draw.one(("Count on {1} from {0}.", "Start at {0} and count on {1}.", "Count {1} further than {0}."))
    counted = ", ".join(f"{i} makes {start + i}" for i in range(1, steps + 1))
    total = start + steps
    return Item(ask.format(start, steps), f"From {start}: {counted}. So it is {total}.", _name(total), str(total), (str(total),))


NUMBER_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty""".split()


def _name(number):
    return upper_first(NUMBER_WORDS[number]) if number < len(NUMBER_WORDS) else str(number)


def counting(draw):
    while True:
        start, length = draw.number(0, 25), draw.number(3, 8)
        down = draw.chance(0.3) and start >= length - 1
        end = start - length + 1 if down else start + length - 1
        if draw.allowed("count", f"{start} {end}"):
            break
    numbers = list(range(start, end - 1, -1) if down else range(start, end + 1))
    ask = draw.one(("Count down from {0} to {1}.", "Count backwards from {0} to {1}.") if down else
                   ("Count from {0} to {1}.", "Can you count from {0} to {1}?", "Please count from {0} up to {1}."))
    return Item(ask.format(start, end), ", ".join(map(str, numbers)) + ".", _name(end), " ".join(map(str, numbers)),
                ("&".join(map(str, numbers)),), f"{start} {end}")


def next_number(draw):
    while True:
        number, step = draw.number(1, 48), draw.one((1, 1, -1))
        if draw.allowed("next", f"{number} {step}"):
            break
    ask = draw.one(("What comes after {0}?", "Which number is next after {0}?") if step > 0 else
                   ("What comes before {0}?", "Which number is just before {0}?"))
    side = "After" if step > 0 else "Before"
    return Item(ask.format(number), f"{side} {number} comes {number + step}.", _name(number + step), str(number + step),
                (str(number + step),), f"{number} {step}")


def comparing(draw):
    while True:
        x, y = draw.some(range(0, 50), 2)
        if draw.allowed("compare", f"{x} {y}"):
            break
    larger = draw.chance(0.5)
    right = max(x, y) if larger else min(x, y)
    ask = draw.one(("Which is larger, {0} or {1}?", "Which number is bigger, {0} or {1}?", "What is more, {0} or {1}?") if larger else
                   ("Which is smaller, {0} or {1}?", "What is less, {0} or {1}?"))
    other = y if right == x else x
    full = f"{right} is {'larger' if larger else 'smaller'} than {other}."
    return Item(ask.format(x, y), full, _name(right), str(right), (f"{right}&than",), f"{x} {y} {larger}")


def opposite(draw):
    while True:
        pair = draw.one(words.OPPOSITES)
        word, other = pair if draw.chance(0.5) else pair[::-1]
        ask = draw.one(("What is the opposite of {0}?", "Tell me the opposite of {0}.", "Which word means the opposite of {0}?",
                        "Do you know the opposite of {0}?", "The opposite of {0}?"))
        if draw.allowed("opposite", word + ask):
            break
    return Item(ask.format(word), f"The opposite of {word} is {other}.", upper_first(other), "0", (other,), word)


def colour(draw):
    while True:
        thing = draw.one(list(words.COLOURS))
        ask = draw.one(("What colour is {0}?", "Which colour does {0} have?", "Tell me the colour of {0}.", "What is the colour of {0}?"))
        if draw.allowed("colour", thing + ask):
            break
    right = words.COLOURS[thing]
    return Item(ask.format(thing), f"{upper_first(thing)} is {right}.", upper_first(right), "0", (right,), thing)


def calendar(draw):
    days = draw.chance(0.6)
    names = words.DAYS if days else words.MONTHS
    while True:
        at, after = draw.number(0, len(names) - 1), draw.chance(0.6)
        ask = draw.one((("Which day comes after {0}?", "What day is after {0}?", "Today is {0}. What day is tomorrow?") if days else
                        ("Which month comes after {0}?", "What month follows {0}?")) if after else
                       (("Which day comes before {0}?", "Today is {0}. What day was yesterday?") if days else
                        ("Which month comes before {0}?", "What month is before {0}?")))
        if draw.allowed("calendar", names[at] + ask):
            break
    right = names[(at + (1 if after else -1)) % len(names)]
    full = f"{right} comes {'after' if after else 'before'} {names[at]}."
    return Item(ask.format(names[at]), full, right, "0", (right,), f"{names[at]} {after}")


def plural(draw):
    while True:
        word = draw.one(list(words.PLURALS))
        ask = draw.one(("What is the plural of {0}?", "Tell me the plural of {0}.", "One {0}, two what?", "How do you say more than one {0}?"))
        if draw.allowed("plural", word + ask):
            break
    right = words.PLURALS[word]
    return Item(ask.format(word), f"The plural of {word} is {right}.", upper_first(right), "0", (right,), word)


def reversal(draw):
    while True:
        entries = draw.some(words.COMMON if draw.chance(0.7) else [str(i) for i in range(1, 20)], draw.number(2, 4))
        if draw.allowed("list", " ".join(entries)):
            break
    turned = entries[::-1]
    ask = draw.one(("Reverse this list: {0}.", "Turn this list around: {0}.", "Say this list backwards: {0}.", "Reverse: {0}"))
    numbers = " ".join(turned) if turned[0].isdigit() else "0"
    return Item(ask.format(", ".join(entries)), ", ".join(turned) + ".", upper_first(turned[0]), numbers,
                ("&".join(turned),), " ".join(entries))


def repetition(draw):
    """Words that mean nothing, to be said again: practice in copying, also of a word that begins small."""
    said = [draw.coined("repeated") for _ in range(draw.number(1, 3))]
    if draw.chance(0.6):
        said = [word.lower() for word in said]
    ask = draw.one(("Say {0}.", "Repeat: {0}.", "Repeat after me: {0}.", "Please say {0}.", "Can you say {0}?"))
    text = " ".join(said)
    return Item(ask.format(text), upper_first(text) + ".", upper_first(said[0]))


STORY_PLACES = ["on a hill", "by the river", "in a small town", "near the sea", "in the woods", "on a farm", "under a big tree", "by a lake"]
STORY_STARTS = ["One day {0} found {2} {1}.", "Once upon a time {0} had {2}. {0} lived {1}.", "There once was {0}, who lived {1} with {2}.",
                "Long ago, {1}, {0} made {2}."]
STORY_TURNS = ["The {3} was old and nobody wanted it.", "But the wind took the {3} away.", "A little llama came and looked at the {3}.",
               "{0} wanted to show the {3} to a friend.", "Then the rain came, and {0} kept the {3} dry.",
               "One night the {3} was gone.", "Everybody laughed at the {3}, but {0} did not care."]
STORY_MIDDLES = ["{0} walked all day and asked everyone for help.", "{0} sat down and thought about it for a long time.",
                 "An owl told {0} what to do.", "So {0} climbed up and looked around.", "{0} worked hard until the sun went down.",
                 "A kind shepherd helped {0}."]
STORY_ENDS = ["In the end {0} was happy, and the {3} was safe.", "From then on {0} never went anywhere without the {3}.",
              "That night {0} slept well, with the {3} by the bed.", "And {0} shared the {3} with all the children.",
              "And so {0} and the {3} came home."]


def story(draw):
    name = draw.fresh("name", words.NAMES) if draw.chance(0.5) else draw.coined("name")
    thing = draw.one(words.THINGS)
    while not draw.allowed("story", thing):
        thing = draw.one(words.THINGS)
    ask = draw.one(("Tell me a story about {0} and {1}.", "Tell me a short story about {0} and {1}.", "Can you tell a story about {0} and {1}?",
                    "A story about {0} and {1}, please."))
    parts = [draw.one(part) for part in (STORY_STARTS, STORY_TURNS, STORY_MIDDLES, STORY_ENDS)]
    full = " ".join(part.format(name, draw.one(STORY_PLACES), a(thing), thing) for part in parts)
    return Item(ask.format(name, a(thing)), upper_first(full), upper_first(thing), "1", (f"{name}&{thing}",), f"{name} {thing}")
