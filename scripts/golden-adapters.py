#!/usr/bin/env python3
"""Writes the golden file of StoriesWithAnAdapterTest: what llama.cpp says with a LoRA adapter beside a model.

    scripts/golden-adapters.py [MODEL.gguf]

Needs llama-server on PATH and Python's gguf. Without arguments: ../shared/models/stories260K.gguf. The adapter tweaks every matrix, the
embeddings too, by values that the test makes again: see value(). Each line of the golden file is a scale, then the greedy tokens, then their
log-probabilities. Attention has an F32 cache.
"""

import pathlib
import sys
import tempfile

import gguf
import numpy
from llama_server import Server

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "model/src/test/resources/lora/stories.txt"
PROMPT = "Once upon a time, there was a little"
RANK = 4
ALPHA = 8
SCALES = (0.0, 0.25, 1.0, -0.5)
TOKENS = 12


def values(seed, count, size):
    """Between -size / 2 and size / 2, without order."""
    index = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(seed * 1_000_003)
    mixed = index * numpy.uint64(2_654_435_761) & numpy.uint64(0xFFFFFFFF)
    mixed = (mixed ^ (mixed >> numpy.uint64(15))) * numpy.uint64(2_246_822_519) & numpy.uint64(0xFFFFFFFF)
    return ((mixed.astype(numpy.float64) / 2**32 - 0.5) * size).astype(numpy.float32)


def write(base, file):
    reader = gguf.GGUFReader(base)
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", ALPHA)
    for seed, tensor in enumerate(reader.tensors):
        if len(tensor.shape) < 2:
            continue
        columns, rows = (int(size) for size in tensor.shape)
        inner, outer = ((rows, RANK), columns) if tensor.name == "token_embd.weight" else ((RANK, columns), rows)
        size = 1.0 if tensor.name == "token_embd.weight" else 3 / columns**0.5
        writer.add_tensor(tensor.name + ".lora_a", values(2 * seed, inner[0] * inner[1], size).reshape(inner))
        writer.add_tensor(tensor.name + ".lora_b", values(2 * seed + 1, outer * RANK, 0.5).reshape(outer, RANK))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    base = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/models/stories260K.gguf"
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        adapter = pathlib.Path(folder) / "adapter.gguf"
        write(base, adapter)
        for scale in SCALES:
            with Server(base, "--lora-scaled", f"{adapter}:{scale}", "-ctk", "f32", "-ctv", "f32", "-fa", "off") as server:
                answer = server.post("/completion", {"prompt": PROMPT, "n_predict": TOKENS, "temperature": 0, "n_probs": 1})
            said = answer["completion_probabilities"]
            lines.append(" ".join([str(scale)] + [f"{token['id']}:{token['logprob']:.6f}" for token in said]))
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text("\n".join(lines) + "\n")
    print(GOLDEN.read_text())


if __name__ == "__main__":
    main()
