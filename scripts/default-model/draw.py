"""Chances, and what is kept out of training.

A seeded Draw makes every choice. What it may choose from is divided once and for all by a checksum of the thing itself: a
fifth of it is for the exam only, and no training text ever contains it in its place. Both sides use the same code.
"""

import random
import zlib

SHARE_KEPT_OUT = 5


def kept_out(kind, key):
    """Whether this is for the exam only: a fifth of all, the same on every machine."""
    return zlib.crc32(f"{kind}|{key}".encode()) % SHARE_KEPT_OUT == 0


ONSETS = "b br c d dr f fl g gr h j k l m n p pr qu r s sk st t th tr v w z".split()
VOWELS = "a e i o u ai ea io oo ua".split()
CODAS = ["", "", "", "l", "m", "n", "nd", "r", "rk", "s", "sh", "t", "x"]


class Draw:
    """Choices for training, or for the exam: then only from what is kept out, where that is asked for."""

    def __init__(self, seed, exam=False):
        self.random = random.Random(seed)
        self.exam = exam

    def chance(self, share):
        return self.random.random() < share

    def one(self, choices):
        return choices[int(self.random.random() * len(choices))]

    def some(self, choices, count):
        return self.random.sample(choices, count)

    def number(self, low, high):
        """Both included."""
        return low + int(self.random.random() * (high - low + 1))

    def weighted(self, choices):
        """One of the keys; the values are weights."""
        return self.random.choices(list(choices), list(choices.values()))[0]

    def allowed(self, kind, key):
        return kept_out(kind, key) == self.exam

    def fresh(self, kind, choices):
        """One of the choices on this draw's side of the division."""
        while True:
            choice = self.one(choices)
            if self.allowed(kind, choice):
                return choice

    def coined(self, kind, known=()):
        """A name that nobody has, made of two or three syllables."""
        while True:
            syllables = self.number(2, 3)
            parts = [self.one(ONSETS) + self.one(VOWELS) for _ in range(syllables)]
            name = ("".join(parts) + self.one(CODAS)).capitalize()
            if name not in known and len(name) <= 9 and self.allowed(kind, name):
                return name
