#!/usr/bin/env python3
"""Compares Cria's token ids with llama.cpp's on 1,000 lines of mixed text, and what they give back, for each way to cut words.

Usage: compare-tokenizers.py [-m CRIA] [-v VOCABULARY] [--python PYTHON] [NAME...]. VOCABULARY is a GGUF file of byte-level BPE, by default
Llama 3's in ../shared beside the repository; each NAME is written into its tokenizer.ggml.pre, and SPM stands for Llama 2's vocabulary there.
PYTHON runs llama_vocabulary.py where llama.cpp's library is found, by default gguf-python. Exits with 1 where ids or texts differ.
"""

import argparse
import json
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ["llama-bpe", "qwen2", "gpt-2", "smollm", "tekken", "deepseek-llm", "deepseek-r1-qwen", "refact",
         "granite-docling", "gpt-4o", "dbrx", "SPM"]  # fmt: skip
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


def output(*command, **options):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, **options).stdout


def reference(python, model, text):
    """llama.cpp's ids, and the bytes that they give: piece by piece, but for SPM, whose first piece has a space that is not in the text."""
    asked = output(python, ROOT / "scripts/llama_vocabulary.py", model, input=json.dumps([text]).encode())
    found = json.loads(asked)
    return found["typed"][0], bytes.fromhex(found["back" if "spm" in model.name else "pieces"][0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-m", default=ROOT / "cria")
    parser.add_argument("-v", default=ROOT.parent / "shared/vocab/ggml-vocab-llama-bpe.gguf", type=pathlib.Path)
    parser.add_argument("--python", default="gguf-python")
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
            if name == "SPM":
                model = arguments.v.parent / "ggml-vocab-llama-spm.gguf"
            else:
                model.write_bytes(renamed(vocabulary, name))
            expected, back = reference(arguments.python, model, text.read_text(encoding="utf-8"))
            found = output(arguments.m, "tokenize", "-m", model, "-f", text, "--ids", "--no-bos").decode()
            numbers = pathlib.Path(temporary, "ids.txt")
            numbers.write_text(json.dumps(expected))
            again = output(arguments.m, "tokenize", "-m", model, "-f", numbers, "--decode")
            same = expected == [int(number) for number in re.findall(r"\d+", found)]
            print(name, len(expected), "ids equal," if same else "ids DIFFERENT,", "texts", "equal" if again == back else "DIFFERENT",
                  flush=True)  # fmt: skip
            wrong += not same or again != back
    sys.exit(1 if wrong else 0)


main()
