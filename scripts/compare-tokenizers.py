#!/usr/bin/env python3
"""Compares Cria's token ids with llama-tokenize's on 1,000 lines of mixed text, for each way to cut words.

Usage: compare-tokenizers.py [-m CRIA] [-v VOCABULARY] [NAME...]. VOCABULARY is a GGUF file of byte-level BPE, by default Llama 3's in
../shared beside the repository; each NAME is written into its tokenizer.ggml.pre. Needs llama-tokenize on PATH. Exits with 1 where
ids differ.
"""

import argparse
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ["llama-bpe", "qwen2", "gpt-2", "smollm", "tekken", "deepseek-llm", "deepseek-r1-qwen", "refact",
         "granite-docling", "gpt-4o", "dbrx"]  # fmt: skip
KEY = b"tokenizer.ggml.pre"
POOLS = ["abc XYZ fooBar HTTPServer it's I'LL don't ", "def f(x): return x**2 // {a/b} ",
         "我们今天去北京 日本語のテキスト 한국어 ", "العربية مرحبا ١٢٣ ", "हिन्दी क्षत्रिय नमस्ते ",
         "1234567 89 3.14 ½ Ⅷ ", "   \t  ", "\u0378\u0301é\u200d🦙\U000e0100",
         "ÉcoleÀÉ ǅungla ΑΒγ Привет МИР ", "!?/.,;: --- /// $+<=>"]  # fmt: skip


def line(rng):
    """Some beginnings of the pools' texts, some shaken."""
    parts = []
    for pool in rng.choices(POOLS, k=rng.randint(1, 6)):
        shaken = "".join(rng.choice(pool) for _ in range(rng.randint(1, 12)))
        parts.append(shaken if rng.random() < 0.5 else pool[: rng.randint(1, len(pool))])
    return "".join(parts)


def renamed(vocabulary, name):
    """The file with another way to cut words; it holds no tensors, so that nothing needs its place."""
    at = vocabulary.index(KEY) + len(KEY) + 4
    (length,) = struct.unpack_from("<Q", vocabulary, at)
    return vocabulary[:at] + struct.pack("<Q", len(name)) + name.encode() + vocabulary[at + 8 + length :]


def ids(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=True)
    return re.findall(r"\d+", done.stdout[done.stdout.rindex("[") :])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-m", default=ROOT / "cria")
    parser.add_argument("-v", default=ROOT.parent / "shared/vocab/ggml-vocab-llama-bpe.gguf", type=pathlib.Path)
    parser.add_argument("names", nargs="*", default=NAMES)
    arguments = parser.parse_args()
    rng = random.Random(11)
    vocabulary = arguments.v.read_bytes()
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        text = pathlib.Path(temporary, "text.txt")
        text.write_text("\n".join(line(rng) for _ in range(1000)), encoding="utf-8")
        for name in arguments.names or NAMES:
            model = pathlib.Path(temporary, name + ".gguf")
            model.write_bytes(renamed(vocabulary, name))
            expected = ids("llama-tokenize", "-m", model, "-f", text, "--ids", "--no-bos", "--no-parse-special",
                           "--log-disable", "--no-escape")  # fmt: skip
            found = ids(arguments.m, "tokenize", "-m", model, "-f", text, "--ids", "--no-bos")
            print(name, len(expected), "equal" if expected == found else "DIFFERENT")
            wrong += expected != found
    sys.exit(1 if wrong else 0)


main()
