"""Trains the built-in model.

    train.py --minutes 100 --out DIR      and the same again to go on after an interruption

The first start measures the machine and turns the minutes into steps; they are written to DIR/plan.json and stay. --steps gives
them instead, for a training that is to be the same elsewhere. Every batch is made from the seed and its step, and a checkpoint
holds all the rest, so that a training which was interrupted goes on as if it had not been.
"""

import argparse
import csv
import dataclasses
import json
import math
import os
import pathlib
import time

import numpy as np
import torch
from torch.nn import functional as F

import tokens as tokenizer
from network import Llama, Shape

# Short conversations first: they are cheap, and most there is to learn is in them. Then as long as the chat's window.
# (tokens in a row, rows in a batch, share of the time)
CURRICULUM = ((256, 16, 0.62), (512, 8, 0.23), (1024, 4, 0.15))
WARM_UP = 200  # steps
PEAK, LAST = 3e-3, 3e-5  # learning rate
WEIGHT_DECAY = 0.05
REST = 0.1  # weight of what the user says in the loss
SEED = 1


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--minutes", type=float, default=100)
    args.add_argument("--out", type=pathlib.Path, required=True)
    args.add_argument("--steps", help="steps of each part of the curriculum, with commas between")
    args.add_argument("--every", type=float, default=4, help="minutes between checkpoints")
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--f32", action="store_true", help="for processors without AVX512-BF16: slower, the same otherwise")
    args = args.parse_args()
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    vocabulary = args.out / "tokenizer.model"
    if not vocabulary.exists():
        tokenizer.train(str(vocabulary))
    Training(args, tokenizer.Tokens(str(vocabulary))).run()


class Training:
    def __init__(self, args, tokens):
        self.out, self.tokens, self.every, self.f32 = args.out, tokens, args.every * 60, args.f32
        torch.manual_seed(SEED)
        self.shape = Shape(vocab=tokens.size)
        self.model = Llama(self.shape)
        decayed = [w for w in self.model.parameters() if w.dim() > 1]
        others = [w for w in self.model.parameters() if w.dim() == 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0.0}], lr=PEAK, betas=(0.9, 0.98),
            foreach=True)
        self.step, self.seconds, self.seen = 0, 0.0, 0
        checkpoint = self.out / "checkpoint.pt"
        if checkpoint.exists():
            self._resume(torch.load(checkpoint))
        plan = self.out / "plan.json"
        if not plan.exists():
            steps = [int(n) for n in args.steps.split(",")] if args.steps else self._measured(args.minutes)
            _replace(plan, lambda path: path.write_text(json.dumps({"steps": steps})))
        self.steps = json.loads(plan.read_text())["steps"]

    def _measured(self, minutes):
        """Steps for the minutes, from a few of each length; the weights stay as they are."""
        steps = []
        for length, rows, share in CURRICULUM:
            times = []
            for trial in range(8):
                start = time.monotonic()
                self._gradients(trial, rows, length)
                times.append(time.monotonic() - start)
            self.optimizer.zero_grad(set_to_none=True)
            # The optimizer and checkpoints take some of the time too.
            seconds = sorted(times[3:])[2] * 1.07
            steps.append(max(1, int(minutes * 60 * share / seconds)))
            print(f"{length} tokens × {rows}: {rows * length / seconds:.0f} tokens/s, {steps[-1]} steps", flush=True)
        return steps

    def _part(self, step):
        """(tokens, rows) of a step."""
        for (length, rows, _), steps in zip(CURRICULUM, self.steps):
            if step < steps:
                return length, rows
            step -= steps
        raise ValueError(step)

    def _rate(self, step):
        done = step / sum(self.steps)
        warm = min(1.0, (step + 1) / min(WARM_UP, 0.1 * sum(self.steps)))
        return warm * (LAST + (PEAK - LAST) * 0.5 * (1 + math.cos(math.pi * done)))

    def _losses(self, step, rows, length):
        """Loss to train on, and the mean over the tokens of answers."""
        ids, targets, weights = (torch.from_numpy(part) for part in self.tokens.batch(SEED, step, rows, length, REST))
        with torch.autocast("cpu", torch.bfloat16, enabled=not self.f32):
            states = self.model(ids)
            chosen = weights > 0
            logits = self.model.logits(states[chosen])
        each = F.cross_entropy(logits.float(), targets[chosen], reduction="none")
        weights = weights[chosen]
        answers = weights == 1
        return (each * weights).sum() / weights.sum(), each[answers].mean().item()

    def _gradients(self, step, rows, length):
        loss, answers = self._losses(step, rows, length)
        loss.backward()
        return answers

    def run(self):
        total = sum(self.steps)
        print(f"{self.model.size()} weights, steps {self.steps}, from step {self.step}", flush=True)
        start = saved = time.monotonic()
        before, recent = self.seconds, []
        while self.step < total:
            length, rows = self._part(self.step)
            rate = self._rate(self.step)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            self.optimizer.zero_grad(set_to_none=True)
            recent.append(self._gradients(self.step, rows, length))
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.step += 1
            self.seen += rows * length
            self.seconds = before + time.monotonic() - start
            if self.step % 25 == 0 or self.step == total:
                self._log(length, rate, sum(recent) / len(recent))
                recent = []
            if time.monotonic() - saved > self.every:
                self._save()
                saved = time.monotonic()
        self._save()

    def _log(self, length, rate, loss):
        path = self.out / "loss.csv"
        fresh = not path.exists()
        with open(path, "a", newline="") as file:
            rows = csv.writer(file)
            if fresh:
                rows.writerow(["step", "minutes", "tokens", "length", "rate", "loss"])
            rows.writerow([self.step, f"{self.seconds / 60:.2f}", self.seen, length, f"{rate:.6f}", f"{loss:.4f}"])
        print(f"step {self.step} of {sum(self.steps)}  {self.seconds / 60:.1f} min  {self.seen / self.seconds:.0f} tokens/s  "
              f"loss {loss:.4f}", flush=True)

    def _save(self):
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step,
                 "seconds": self.seconds, "seen": self.seen, "shape": dataclasses.asdict(self.shape)}
        _replace(self.out / "weights.npz", self._write_weights)
        _replace(self.out / "checkpoint.pt", lambda path: torch.save(state, path))

    def _write_weights(self, path):
        """What export.py needs: it runs without torch."""
        processor = self.tokens.processor
        ids = range(self.tokens.size)
        arrays = {name: weight.detach().numpy() for name, weight in self.model.named_parameters()}
        with open(path, "wb") as file:
            np.savez(file, **arrays, shape=json.dumps(dataclasses.asdict(self.shape)),
                     pieces=np.array([processor.id_to_piece(i) for i in ids]),
                     scores=np.array([processor.get_score(i) for i in ids], np.float32),
                     unknown=np.array([processor.is_unknown(i) for i in ids]),
                     control=np.array([processor.is_control(i) for i in ids]),
                     byte=np.array([processor.is_byte(i) for i in ids]))

    def _resume(self, state):
        if state["shape"] != dataclasses.asdict(self.shape):
            raise SystemExit(f"{self.out}: the checkpoint is of {state['shape']}, expected {self.shape}. Use another folder.")
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds, self.seen = state["step"], state["seconds"], state["seen"]
        log = self.out / "loss.csv"
        if log.exists():  # lines after the checkpoint will be written again
            lines = log.read_text().splitlines()
            kept = lines[:1] + [line for line in lines[1:] if int(line.split(",")[0]) <= self.step]
            log.write_text("\n".join(kept) + "\n")


def _replace(path, write):
    """Writes a file so that there is always a whole one."""
    part = path.with_name(path.name + ".part")
    write(part)
    os.replace(part, path)


if __name__ == "__main__":
    main()
