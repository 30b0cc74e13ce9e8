#!/usr/bin/env python3
"""Writes the golden files of ParityTest and FamilyParityTest: what llama.cpp predicts with every tiny model.

Usage: mvn test-compile, then golden-parity.py [DIRECTORY [NAME]], with NAME for one model,
or families for those of FamilyModels and UnevenHeads. Needs numpy, and llama-perplexity and llama-quantize on PATH.
The default directory is where the test looks. docs/parity.md tells how the files are used.

tokens.txt holds the windows of tokens that the models read, one a line, begin of text included; those of FamilyModels read the first. For each model NAME,
NAME.txt holds a line for each scored position: up to 8 tokens as ID:COST, the likeliest first, and *:COST for all others
together. A cost is a negative log-probability in thousandths of a nat. NAME-as-f32.txt is the same for the quantised
model's weights expanded to fp32, where llama.cpp has no reason to round activations to 8 bits.
"""

import math
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "model/src/test/resources/parity"

WINDOW = 256  # the tiny models' context; its second half is scored
WINDOWS = 2
BOS = 1
TOP = 8
LEAST = 1e-3  # less likely tokens are counted with the others
HEADER_BYTES = 20
QUANTISED = re.compile(r"tiny-i?q\d")  # of the other models, weights are numbers by themselves


def run(*command):
    command = [str(word) for word in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}")
    return done.stdout


def write_models(name, folder):
    java = run("sh", ROOT / "scripts/find-jdk").strip() + "/bin/java"
    build = os.environ.get("CLASSES", "classes")
    classes = f"{ROOT}/kernels/target/{build}:{ROOT}/test-models/target/{build}"
    run(java, "-cp", classes, f"org.cria.testmodels.{name}", folder)
    return sorted(folder.glob("*.gguf"))


def text():
    """Letters and spaces, and a few characters that the vocabulary has as bytes only."""
    rng = random.Random(7)
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz     éZ3") for _ in range(1600))


def distributions(model, words, chunks):
    """Tokens [WINDOWS, WINDOW] and log-probabilities [positions, vocabulary], NaN where the reference cuts them off."""
    base = model.with_suffix(".base")
    run("llama-perplexity", "-m", model, "-f", words, "-c", WINDOW, "--chunks", chunks, "-t", 2,
        "-ctk", "f32", "-ctv", "f32", "-fa", "off", "--kl-divergence-base", base)  # fmt: skip
    data = base.read_bytes()
    window, vocabulary, windows = struct.unpack_from("<8x3i", data)
    tokens = np.frombuffer(data, "<i4", window * windows, HEADER_BYTES).reshape(windows, window).copy()
    tokens[:, 0] = BOS  # each window is computed with it, while the file keeps the text's own token
    words_per_row = 4 + (vocabulary + 1) // 2 * 2
    rows = np.frombuffer(data, "<u2", offset=HEADER_BYTES + 4 * tokens.size).reshape(-1, words_per_row)
    scale, lowest = np.ascontiguousarray(rows[:, :4]).view("<f4").astype(np.float64).T
    steps = rows[:, 4 : 4 + vocabulary]
    return tokens, np.where(steps > 0, lowest[:, None] + scale[:, None] * steps, np.nan)


def cost(log_probability):
    return round(-1000 * log_probability)


def line(row):
    probabilities = np.exp(np.nan_to_num(row, nan=-np.inf))
    order = np.argsort(-probabilities, kind="stable")[:TOP]
    best = [i for i in order if i == order[0] or probabilities[i] >= LEAST]
    others = max(probabilities.sum() - probabilities[best].sum(), 1e-9)
    return " ".join([*(f"{i}:{cost(row[i])}" for i in best), f"*:{cost(math.log(others))}"])


def write(directory, model, words, chunks):
    tokens, rows = distributions(model, words, chunks)
    if chunks == WINDOWS:
        windows = "".join(" ".join(map(str, window)) + "\n" for window in tokens)
        (directory / "tokens.txt").write_text(windows)
    (directory / f"{model.stem}.txt").write_text("".join(line(row) + "\n" for row in rows))
    print(model.stem)


def main():
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        words = folder / "words.txt"
        words.write_text(text(), encoding="utf-8")
        models = write_models("TinyModels", folder / "tiny")
        for model in list(models):
            if QUANTISED.match(model.stem):
                models.append(model.with_name(model.stem + "-as-f32.gguf"))
                run("llama-quantize", "--allow-requantize", model, models[-1], "F32")
        for model in models:
            if only in ("", model.stem):
                write(directory, model, words, WINDOWS)
        # llama.cpp refuses layers that differ in their heads: a file with the same function stands for the model.
        for model in write_models("FamilyModels", folder / "families") + write_models("UnevenHeads", folder / "uneven"):
            if only in ("", model.stem) or only == "families":
                write(directory, model, words, 1)


main()
