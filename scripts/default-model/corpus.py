"""Shows the corpus: what a training row looks like, and how much of what there is.

    corpus.py TOKENIZER.model [--rows 400] [--samples 0] [--length 256]
"""

import argparse
import collections
import itertools

import dialogue
import facts
import memory
import skills
import smalltalk
import words
import world
from draw import Draw
from tokens import Tokens


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("tokenizer")
    args.add_argument("--rows", type=int, default=400)
    args.add_argument("--samples", type=int, default=0, help="conversations to print")
    args.add_argument("--length", type=int, default=256, help="tokens in a row")
    args = args.parse_args()
    tokens = Tokens(args.tokenizer)
    for sample in range(args.samples):
        show(Draw(f"sample {sample}"))
    world_statistics()
    row_statistics(tokens, args.rows, args.length)


def show(draw, count=8):
    conversation, exchanges = dialogue.conversation(draw)
    print("SYSTEM", conversation.system or "(none)")
    for exchange in itertools.islice(exchanges, count):
        print("  >", exchange.item.ask)
        print("   ", exchange.answer)
    print()


def world_statistics():
    print("things with a name in the world:", len(world.NAMES), "and", len(world.ANIMALS), "animals")
    print("relations:", len(world.FACTS), " facts:", len(facts.ALL))
    asks = sum(len(facts.WORDINGS[name]) for name, _ in facts.ALL)
    print("questions about one fact:", asks, " for the exam:", len(facts.kept_out_facts()))
    print("sums below 20:", len(skills.SUMS), " for the exam:", sum(skills.sum_kept_out(x, y) for x, y in skills.SUMS))
    print("small talk: ", sum(len(asks) for asks, _, _ in smalltalk.TALK), "remarks in", len(smalltalk.TALK), "kinds")
    print("opposites:", len(words.OPPOSITES), " colours:", len(words.COLOURS), " plurals:", len(words.PLURALS),
          " things to remember:", len(memory.SLOTS), "kinds")


def row_statistics(tokens, rows, length):
    kinds, seen, answers, exchanges, vocabulary = collections.Counter(), 0, 0, 0, set()
    for number in range(rows):
        ids, _, weights = tokens.row(Draw(f"statistics {number}"), length, 0.1)
        seen, answers = seen + len(ids), answers + sum(weight == 1 for weight in weights)
        exchanges += ids.count(1)
        conversation, following = dialogue.conversation(Draw(f"statistics {number}"))
        kinds["+".join(manner.kind for manner in conversation.manners) or "no instruction"] += 1
        for exchange in itertools.islice(following, ids.count(1)):
            vocabulary |= set((exchange.item.ask + " " + exchange.answer).lower().split())
    print(f"rows of {length} tokens: {rows}, exchanges in a row {exchanges / rows:.1f}, tokens in an exchange {seen / exchanges:.1f}, "
          f"in answers {answers / seen:.0%}, different words {len(vocabulary)}")
    print("conversations by instruction:", ", ".join(f"{kind} {count / rows:.1%}" for kind, count in kinds.most_common()))


if __name__ == "__main__":
    main()
