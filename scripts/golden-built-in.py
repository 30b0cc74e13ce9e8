#!/usr/bin/env python3
"""Compares Cria with llama.cpp on the built-in model, and writes the golden file of LlamaCppTest.

    scripts/golden-built-in.py [--prompts 50] F32.gguf Q8_0.gguf [GOLDEN.txt]

Both answer prompts of the exam greedily, with 16 tokens at most; llama-server must be on the PATH. Prints on how many prompts all are
the same, file by file, and ends with 1 unless that is all of F32's and 90 % of Q8_0's.

A line of GOLDEN.txt is a prompt: system text, message, ids from /apply-template and /tokenize, ids that llama.cpp generates from
Q8_0.gguf, with tabs between.
"""

import argparse
import json
import pathlib
import subprocess
import sys

from llama_server import Server

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "cli/src/test/resources/built-in/llama.cpp.txt"
EXAM = ROOT / "scripts/default-model/exam/exam.jsonl"
TOKENS = 16
LEAST = {"F32": 1.0, "Q8_0": 0.9}
EXACT_CACHE = ["-ctk", "f32", "-ctv", "f32", "-fa", "off"]


def prompts(count):
    """First turns from all parts of the exam: (system, message)."""
    conversations = [json.loads(line) for line in EXAM.read_text("utf-8").splitlines()]
    for number in range(count):
        conversation = conversations[number * len(conversations) // count]
        yield conversation["system"], conversation["turns"][0]["user"]


def of_llama_cpp(model, count):
    with Server(model, "--jinja", *EXACT_CACHE) as server:
        for system, message in prompts(count):
            pinned = [{"role": "system", "content": system}] if system else []
            messages = pinned + [{"role": "user", "content": message}]
            text = server.post("/apply-template", {"messages": messages})["prompt"]
            ids = server.post("/tokenize", {"content": text, "add_special": True, "parse_special": True})["tokens"]
            answer = server.post("/completion", {"prompt": ids, "n_predict": TOKENS, "temperature": 0, "cache_prompt": False,
                                                 "return_tokens": True, "repeat_penalty": 1.0})
            yield system, message, ids, answer["tokens"]


def of_cria(model, system, message):
    """The template is plain text; the token that begins a text is put before every prompt."""
    pinned = f"<<SYS>>\n{system}\n<</SYS>>\n\n" if system else ""
    done = subprocess.run([ROOT / "cria", "run", "-m", model, "-p", f"[INST] {pinned}{message} [/INST]", "-n", str(TOKENS), "--temp", "0",
                           "-ctk", "f32", "-ctv", "f32", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    report = json.loads(done.stdout)
    return report["prompt_tokens"], [token["id"] for token in report["tokens"]]


def compare(name, model, count):
    """Lines for the golden file, and whether enough of them agree."""
    lines, same = [], 0
    for system, message, ids, expected in of_llama_cpp(model, count):
        prompt, tokens = of_cria(model, system, message)
        if prompt != ids:
            sys.exit(f"{message!r} with {system!r}: Cria's prompt is {prompt}, llama.cpp's {ids}")
        if tokens == expected:
            same += 1
        else:
            print(f"{name}: {message!r} with {system!r}: {tokens}, llama.cpp {expected}")
        lines.append("\t".join([system, message, " ".join(map(str, ids)), " ".join(map(str, expected))]))
    print(f"{name}: the same {TOKENS} tokens on {same} of {len(lines)} prompts")
    return lines, same >= LEAST[name] * len(lines)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("full", type=pathlib.Path)
    args.add_argument("small", type=pathlib.Path)
    args.add_argument("golden", type=pathlib.Path, nargs="?", default=DEFAULT)
    args.add_argument("--prompts", type=int, default=50)
    args = args.parse_args()
    _, full_agrees = compare("F32", args.full.resolve(), args.prompts)
    lines, small_agrees = compare("Q8_0", args.small.resolve(), args.prompts)
    args.golden.parent.mkdir(parents=True, exist_ok=True)
    args.golden.write_text("\n".join(lines) + "\n", "utf-8")
    sys.exit(0 if full_agrees and small_agrees else 1)


if __name__ == "__main__":
    main()
