"""Puts the exam to a model in training, greedily.

    evaluate.py DIR [--share 0.2] [--show] [--seed TEXT]        DIR as train.py's --out

Tells the share of right answers by part, for instructions also by turn, and ends with 1 if a bar is missed.
"""

import argparse
import collections
import json
import pathlib
import sys

import numpy as np
import torch

import exam
import manners
from network import Llama, Past, Shape
from tokens import END, Tokens

LONGEST = 120  # tokens of an answer


class Chat:
    """A conversation as the program has it: what was generated stays as it is, the template's text goes between."""

    def __init__(self, model, tokens, system):
        self.model, self.tokens, self.system = model, tokens, system
        self.past = Past()

    @torch.no_grad()
    def say(self, message):
        before = self.tokens.after_reply if self.past.length else []
        pending = before + self.tokens.prompt(self.system, message)
        self.system = ""
        reply = []
        while len(reply) < LONGEST and self.past.length + len(pending) < self.model.shape.context:
            states = self.model(torch.tensor([pending]), self.past)
            token = int(self.model.logits(states[0, -1]).argmax())
            if token == END:
                break
            reply.append(token)
            pending = [token]
        return self.tokens.decode(reply)


def right(answer, turn):
    return (("has" not in turn or manners.contains(answer, turn["has"])) and ("keeps" not in turn or manners.keeps(answer, turn["keeps"])))


def load(folder):
    with np.load(folder / "weights.npz") as data:
        shape = Shape(**json.loads(str(data["shape"])))
        model = Llama(shape)
        model.load_state_dict({name: torch.from_numpy(data[name]) for name, _ in model.named_parameters()})
    return model.eval(), Tokens(str(folder / "tokenizer.model"))


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("folder", type=pathlib.Path)
    args.add_argument("--share", type=float, default=1.0, help="of the conversations of each part")
    args.add_argument("--show", action="store_true", help="print what is wrong")
    args.add_argument("--seed", default=exam.SEED, help="of another exam, made from the same that is kept out")
    args.add_argument("--threads", type=int, default=2)
    args = args.parse_args()
    torch.set_num_threads(args.threads)
    model, tokens = load(args.folder)
    counted, every = collections.Counter(), max(1, round(1 / args.share))
    results = collections.defaultdict(list)
    for conversation in exam.conversations(args.seed):
        part = conversation["part"]
        counted[part] += 1
        if counted[part] % every and every > 1:
            continue
        chat = Chat(model, tokens, conversation["system"])
        for number, turn in enumerate(conversation["turns"], 1):
            answer = chat.say(turn["user"])
            if "has" in turn or "keeps" in turn:
                good = right(answer, turn)
                results[part].append((number, good, tuple(rule["rule"] for rule in turn.get("keeps", ()))))
                if args.show and not good:
                    print(f"  {part} {number}: {conversation['system']!r} {turn['user']!r} -> {answer!r}", flush=True)
    sys.exit(0 if report(results) else 1)


def report(results):
    passed = True
    for part, marks in results.items():
        shares = [f"all {_share(marks):.0%} of {len(marks)}"]
        if any(kinds for _, _, kinds in marks):
            shares += [f"turn {turn} {_share([m for m in marks if m[0] == turn]):.0%}" for turn in (1, 2, 5, 10, 12)]
            shares += [f"{'+'.join(kind)} {_share([m for m in marks if m[2] == kind]):.0%}" for kind in dict.fromkeys(m[2] for m in marks)]
        for turn, bar in exam.BARS.get(part, {}).items():
            if _share([m for m in marks if turn in (0, m[0])]) < bar:
                passed = False
                shares.append(f"MISSED: turn {turn or 'any'} is to reach {bar:.0%}")
        print(f"{part}: " + ", ".join(shares), flush=True)
    return passed


def _share(marks):
    return sum(good for _, good, _ in marks) / max(1, len(marks))


if __name__ == "__main__":
    main()
