#!/usr/bin/env python3
"""Compares what Cria makes of Hugging Face folders with what transformers makes of them: logits in F32, and tokens of a few texts.

    scripts/compare-transformers.py [--classes DIR] [--golden FILE] [WORKDIR]

Writes the tiny folders of org.cria.testmodels.TinyFolders into WORKDIR (default: a temporary folder), runs each in transformers with
32 tokens, and the same in Cria twice: from the folder, and from the GGUF that is made of it. --golden writes the figures that
FolderLogitsTest compares with. DIR has the compiled classes of each module, kernels/target/classes and so on (default: the
repository, after 'mvn test-compile'). Needs Python with torch, transformers and tokenizers; transformers 5.12.1 wrote the golden file.
Exit codes: 0 all within 1e-3 and every token the same, 1 not, 2 a tool failed.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent
MODULES = ("test-models", "kernels", "model")
TOKENS = [1] + [3 + (7 * i * i + 11 * i) % 250 for i in range(31)]
POSITIONS = (0, 7, 15, 31)
SHOWN = range(0, 384, 24)
TEXTS = ["the cat and the thing", " in  the 1234 ants", "It's caf\u00e9 \u4e2d\U0001F999!\n\n\tend", "<tool>and</s><|end|> a"]
BAR = 1e-3


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


def transformers_logits(folder):
    import torch
    from transformers import AutoModelForCausalLM
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    with torch.no_grad():
        return model(torch.tensor([TOKENS])).logits[0].tolist()


def cria_logits(classes, model):
    out = java(classes, "org.cria.model.huggingface.FolderLogits", model, *TOKENS)
    return [[float(value) for value in line.split()] for line in out.strip().split("\n")]


def distance(ours, theirs):
    return max(abs(x - y) for a, b in zip(ours, theirs, strict=True) for x, y in zip(a, b, strict=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], allow_abbrev=False)
    parser.add_argument("work", nargs="?", type=pathlib.Path)
    parser.add_argument("--classes", type=pathlib.Path, default=HOME)
    parser.add_argument("--golden", type=pathlib.Path)
    options = parser.parse_args()
    work = options.work or pathlib.Path(tempfile.mkdtemp())
    names = [pathlib.Path(line).name for line in java(options.classes, "org.cria.testmodels.TinyFolders", work).split("\n") if line]
    from tokenizers import Tokenizer
    golden, worst = {}, 0
    print("| folder | folder in Cria | file in Cria | tokens |\n|---|---|---|---|")
    for name in names:
        theirs = transformers_logits(work / name)
        file = work / f"{name}.gguf"
        java(options.classes, "org.cria.model.huggingface.FolderFile", work / name, file)
        found = [distance(cria_logits(options.classes, model), theirs) for model in (work / name, file)]
        # AutoTokenizer would leave out a part of tokenizer.json for some classes, so the file itself is read.
        tokenizer = Tokenizer.from_file(str(work / name / "tokenizer.json"))
        ids = [tokenizer.encode(text).ids for text in TEXTS]
        ours = json.loads(java(options.classes, "org.cria.model.huggingface.FolderTokens", file, *TEXTS))
        worst = max(worst, *found, 0 if ours == ids else 1)
        print(f"| {name} | {found[0]:.1e} | {found[1]:.1e} | {'same' if ours == ids else 'DIFFERENT'} |", flush=True)
        golden[name] = {"logits": [[round(theirs[p][i], 6) for i in SHOWN] for p in POSITIONS], "texts": ids}
    if options.golden:
        lines = [f'"{name}": {json.dumps(value)}' for name, value in golden.items()]
        head = {"tokens": TOKENS, "positions": list(POSITIONS), "shown": list(SHOWN), "texts": TEXTS}
        options.golden.write_text(json.dumps(head)[:-1] + ', "folders": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    sys.exit(worst > BAR)


if __name__ == "__main__":
    main()
