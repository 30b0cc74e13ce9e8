#!/usr/bin/env python3
"""Compares cria eval with lm_eval: prompts text for text, log-likelihoods by token, what was written, scores. Logits of lm_eval are transformers'.

    python scripts/compare-eval.py [--torch PYTHON] [--limit N] [--golden FILE] [--cria ./cria] [--threads N] FILE.gguf DATA TASK…

As golden-eval.py, which makes lm_eval's side: the Python that runs this has lm_eval 0.4.13, that of --torch torch, transformers and gguf; DATA has
data sets as they are published; a part of a task is named with it (mmlu_anatomy). --golden is a file that golden-eval.py wrote before, or where it
is to be kept. Prints a line for each task, and exits with 1 if one differs.
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PER_TOKEN = 1e-3  # transformers computes in F32 with other sums
SCORE = 1e-3


def digest(texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def differences(cells, sample):
    """What differs, and the farthest log-likelihood by token."""
    found, farthest = [], 0.0
    if digest([text for pair in sample["arguments"] for text in pair]) != cells[0]:
        return ["prompt"], farthest
    likelihoods = [cell.split("/") for cell in cells[1:] if "/" in cell and "=" not in cell]
    for (expected, tokens), response in zip(likelihoods, sample["resps"]):
        farthest = max(farthest, abs(float(expected) - response[0]) / int(tokens))
    if farthest > PER_TOKEN:
        found.append("log-likelihood")
    if not likelihoods and digest(sample["resps"]) != cells[1]:
        found.append("text")
    for score in (cell for cell in cells[1:] if "=" in cell):
        name, value = score.split("=")
        if abs(sample["metrics"][name] - float(value)) > SCORE:
            found.append(name)
    return found, farthest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--torch", default=sys.executable)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--golden", type=pathlib.Path)
    parser.add_argument("--cria", default="./cria")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("tasks", nargs="+")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        golden, samples = given.golden or pathlib.Path(folder, "golden.txt"), pathlib.Path(folder, "samples.jsonl")
        if not golden.exists():
            subprocess.run([sys.executable, HERE / "golden-eval.py", "--torch", given.torch, "--limit", str(given.limit),
                            given.file, given.data, golden, *given.tasks], env={**os.environ, "OMP_NUM_THREADS": str(given.threads)}, check=True)
        names = list(dict.fromkeys("mmlu" if task.startswith("mmlu_") else task for task in given.tasks))
        subprocess.run([*given.cria.split(), "eval", *names, "-m", given.file, "--data", given.data, "--limit", str(given.limit),
                        "--samples", samples, "--bos", "on", "--activations", "f32", "-ctk", "f32", "-ctv", "f32", "-t",
                        str(given.threads)],
                       env={**os.environ, "XDG_CACHE_HOME": folder}, stdout=subprocess.DEVNULL, check=True)
        with open(samples, encoding="utf-8") as lines:
            ours = {(sample["task"], sample["doc_id"]): sample for sample in map(json.loads, lines)}
        theirs = [line.split("\t") for line in golden.read_text("utf-8").splitlines()]
    questions, wrong, farthest = collections.Counter(), collections.defaultdict(list), collections.Counter()
    for task, number, *cells in theirs:
        if task not in given.tasks:
            continue
        questions[task] += 1
        sample = ours.get((task, int(number)))
        found, distance = differences(cells, sample) if sample else (["no sample"], 0.0)
        wrong[task] += [f"{what} of {number}" for what in found]
        farthest[task] = max(farthest[task], distance)
    for task, count in questions.items():
        print(f"{task}: {count} questions, log-likelihood per token at most {farthest[task]:.1e} apart, {', '.join(wrong[task]) or 'all the same'}")
    sys.exit(any(wrong.values()) or not questions)


if __name__ == "__main__":
    main()
