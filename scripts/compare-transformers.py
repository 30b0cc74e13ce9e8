#!/usr/bin/env python3
"""Compares what Cria and llama.cpp make of Hugging Face folders with what transformers makes of them: logits in F32, and tokens of a few texts.

    scripts/compare-transformers.py [--classes DIR] [--golden FILE] [--only NAME …] [WORKDIR]

Two sorts of folders are written into WORKDIR (default: a temporary folder): the tiny ones of org.cria.testmodels.TinyFolders ("seeded"), and
those that transformers itself makes with random weights ("made"). Each runs in transformers with 32 tokens, in Cria from the folder and from
the GGUF that is made of it, and in llama.cpp (llama-server on the PATH, else left out) from that GGUF. phi-long also runs with 300 tokens,
where the other factors hold. Of llama.cpp log-probabilities are compared, since it does not tell logits, and of Mistral and Phi 3 with a
window of 16 only what 16 tokens give, since it does not read their windows. Its GELU goes through a table of 16-bit numbers where the argument
is within -10 and 10: Gemma may be off by 2e-3, but not where the arguments are a thousand times as large ("steep"). What it warns of when it
loads a file is printed too.

--golden writes the figures that FolderLogitsTest compares with. DIR has the compiled classes of each module, kernels/target/classes and so on
(default: the repository, after 'mvn test-compile'). Needs Python with torch, transformers and tokenizers; transformers 5.12.1 wrote the golden
file. Exit codes: 0 all within 1e-3 (2e-3), every token the same and no warning, 1 not, 2 a tool failed.
"""
import argparse
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import llama_server
import transformers_folders

HOME = pathlib.Path(__file__).resolve().parent.parent
MODULES = ("test-models", "kernels", "model")
LONG_TOKENS = 300
TOKENS = [1] + [3 + (7 * i * i + 11 * i) % 250 for i in range(LONG_TOKENS - 1)]
USUAL_TOKENS = 32
WINDOW = 16
PIECES = 384
WHOLE_PIECE = 260
# Warnings of llama-server that are about how it was started, or about all of Phi 3.
NOT_OF_THE_FILE = ("n_ctx_seq", "DEPRECATED", "no API key", "Phi SWA is currently disabled")
POSITIONS = (0, 7, 15, 31)
SHOWN = range(0, 384, 24)
TEXTS = ["the cat and the thing", " in  the 1234 ants", "It's caf\u00e9 \u4e2d\U0001F999!\n\n\tend", "<tool>and</s><|end|> a"]
BAR = 1e-3
GELU_BAR = 2e-3


def java(classes, main, *arguments):
    java_home = os.environ.get("JAVA_HOME")
    command = [f"{java_home}/bin/java" if java_home else "java", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
               "-cp", ":".join([str(classes / m / "target/classes") for m in MODULES]
                               + [str(classes / "model/target/test-classes")]), main, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if run.returncode:
        print(run.stderr, file=sys.stderr)
        sys.exit(2)
    return run.stdout


def transformers_logits(folder, tokens):
    import torch
    from transformers import AutoModelForCausalLM
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    with torch.no_grad():
        return model(torch.tensor([tokens])).logits[0].tolist()


def cria_logits(classes, model, tokens):
    out = java(classes, "org.cria.model.huggingface.FolderLogits", model, *tokens)
    return [[float(value) for value in line.split()] for line in out.strip().split("\n")]


def distance(ours, theirs):
    return max(abs(x - y) for a, b in zip(ours, theirs, strict=True) for x, y in zip(a, b, strict=True))


def log_probabilities(logits):
    most = max(logits)
    total = most + math.log(sum(math.exp(value - most) for value in logits))
    return [value - total for value in logits]


def llamacpp_rows(file, tokens, lengths):
    """Log-probabilities after the first tokens, for each length, and what is warned of while the file is loaded."""
    context = 256 if len(tokens) <= 256 else 512
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        flags = ("-c", str(context), "-np", "1", "-ctk", "f32", "-ctv", "f32", "-fa", "off")
        rows = {}
        with llama_server.Server(file, *flags, log=log) as server:
            for length in lengths:
                # Half a character would have no probabilities; the bias is not in those that are told.
                answer = server.post("/completion", {"prompt": tokens[:length], "n_predict": 1, "temperature": 0, "n_probs": PIECES,
                                                     "cache_prompt": False, "logit_bias": [[WHOLE_PIECE, 1000]]})
                rows[length] = {entry["id"]: entry["logprob"] for entry in answer["completion_probabilities"][0]["top_logprobs"]}
        log.seek(0)
        lines = [re.sub(r"^\S+ W ", "", line.strip()) for line in log if re.match(r"\S+ W ", line)]
    return rows, [line for line in lines if not any(words in line for words in NOT_OF_THE_FILE)]


def llamacpp_distance(file, tokens, window, logits):
    """The largest distance of log-probabilities to those of the logits, [tokens][pieces], and the warnings."""
    lengths = [WINDOW - 1, WINDOW] if window else [WINDOW, len(tokens) - 1, len(tokens)]
    rows, warnings = llamacpp_rows(file, tokens, lengths)
    if any(len(row) < PIECES for row in rows.values()):
        print(f"{file}: llama-server told fewer than {PIECES} log-probabilities", file=sys.stderr)
        sys.exit(2)
    expected = {length: log_probabilities(logits[length - 1]) for length in rows}
    return max(abs(value - expected[length][piece]) for length, row in rows.items() for piece, value in row.items()), warnings


def tokens_are_same(classes, folder, file):
    # AutoTokenizer would leave out a part of tokenizer.json for some classes, so the file itself is read.
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = [tokenizer.encode(text).ids for text in TEXTS]
    return ids, json.loads(java(classes, "org.cria.model.huggingface.FolderTokens", file, *TEXTS)) == ids


def compare(classes, folder, count, with_llamacpp):
    """Prints the folder's line; gives its golden figures, and whether all is within the bar."""
    tokens = TOKENS[:count]
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    theirs = transformers_logits(folder, tokens)
    file = folder.with_name(folder.name + ".gguf")
    java(classes, "org.cria.model.huggingface.FolderFile", folder, file)
    found = [distance(cria_logits(classes, model, tokens), theirs) for model in (folder, file)]
    ids, same = tokens_are_same(classes, folder, file)
    cells, warnings, within = [f"{each:.1e}" for each in found], [], max(found) <= BAR
    if with_llamacpp:
        windowed = config["model_type"] in ("mistral", "phi3") and config.get("sliding_window")
        away, warnings = llamacpp_distance(file, tokens, windowed, theirs)
        cells.append(f"{away:.1e}")
        within &= away <= (GELU_BAR if "gemma" in folder.name and "steep" not in folder.name else BAR)
    name = f"{folder.name}, {folder.parent.name}" + (f", {count} tokens" if count != USUAL_TOKENS else "")
    print(f"| {name} | {' | '.join(cells)} | {'same' if same else 'DIFFERENT'} |", flush=True)
    for warning in warnings:
        print(f"{folder.name}: llama.cpp warns: {warning}", file=sys.stderr, flush=True)
    golden = {"logits": [[round(theirs[p][i], 6) for i in SHOWN] for p in POSITIONS], "texts": ids}
    return golden, within and same and not warnings


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("work", nargs="?", type=pathlib.Path)
    parser.add_argument("--classes", type=pathlib.Path, default=HOME)
    parser.add_argument("--golden", type=pathlib.Path)
    parser.add_argument("--only", nargs="+", metavar="NAME")
    options = parser.parse_args()
    work = options.work or pathlib.Path(tempfile.mkdtemp())
    seeded = work / "seeded"
    names = [pathlib.Path(line).name for line in java(options.classes, "org.cria.testmodels.TinyFolders", seeded).split("\n") if line]
    folders = [seeded / name for name in names]
    for name in transformers_folders.FOLDERS:
        transformers_folders.write(name, work / "made" / name, seeded)
        folders.append(work / "made" / name)
    with_llamacpp = shutil.which("llama-server") is not None
    print(f"| folder | folder in Cria | file in Cria | {'file in llama.cpp | ' if with_llamacpp else ''}tokens |")
    print("|---|---|---|---|" + ("---|" if with_llamacpp else ""))
    golden, good = {}, True
    for folder in folders:
        if options.only and folder.name not in options.only:
            continue
        for count in (USUAL_TOKENS, LONG_TOKENS) if folder.name == "phi-long" else (USUAL_TOKENS,):
            figures, within = compare(options.classes, folder, count, with_llamacpp)
            good &= within
            if folder.parent == seeded and count == USUAL_TOKENS:
                golden[folder.name] = figures
    if options.golden:
        lines = [f'"{name}": {json.dumps(value)}' for name, value in golden.items()]
        head = {"tokens": TOKENS[:USUAL_TOKENS], "positions": list(POSITIONS), "shown": list(SHOWN), "texts": TEXTS}
        options.golden.write_text(json.dumps(head)[:-1] + ', "folders": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    sys.exit(not good)


if __name__ == "__main__":
    main()
