#!/usr/bin/env python3
"""Writes the golden files of GatheringTest: what llama-imatrix gathers with tiny models.

Usage: mvn test-compile, then golden-importance.py [DIRECTORY]. Needs numpy and the gguf package, and llama-imatrix on PATH.
The default directory is where the test looks, and holds the text.

NAME.txt holds a line for each matrix, experts apart: the tensor's name, the matrix's number, how many rows it was multiplied with, the sum of all its
columns' sums of squares, and every eleventh column's.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import gguf
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "model/src/test/resources/importance"
MODELS = ("mixtral-odd", "nemo-odd", "phi3", "qwen3moe-odd")
EXACT = "-c 64 --chunks 4 --no-ppl --process-output -ctk f32 -ctv f32 -fa off".split()
STEP = 11


def run(*command):
    command = [str(word) for word in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}")
    return done.stdout


def lines(file):
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(file).tensors}
    for name in sorted(tensors):
        if not name.endswith(".in_sum2"):
            continue
        name = name[: -len(".in_sum2")]
        counts = tensors[name + ".counts"].data.reshape(-1)
        sums = tensors[name + ".in_sum2"].data.reshape(len(counts), -1)
        for matrix, count in enumerate(counts):
            total = sums[matrix].astype(np.float64).sum()
            values = " ".join(f"{value:.7g}" for value in sums[matrix][::STEP])
            yield f"{name} {matrix} {count:.0f} {total:.7g} {values}"


def main():
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    build = os.environ.get("CLASSES", "classes")
    java = run("sh", ROOT / "scripts/find-jdk").strip() + "/bin/java"
    classes = f"{ROOT}/kernels/target/{build}:{ROOT}/test-models/target/{build}"
    with tempfile.TemporaryDirectory() as folder:
        run(java, "-cp", classes, "org.cria.testmodels.FamilyModels", folder)
        for name in MODELS:
            out = pathlib.Path(folder) / "imatrix.gguf"
            run("llama-imatrix", "-m", f"{folder}/{name}.gguf", "-f", target / "text.txt", "-o", out, *EXACT)
            (target / f"{name}.txt").write_text("\n".join(lines(out)) + "\n")
            print(target / f"{name}.txt")


if __name__ == "__main__":
    main()
