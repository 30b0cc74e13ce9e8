#!/usr/bin/env python3
"""Writes the golden file of EmbeddingsTest: vectors of texts as llama-server makes them.

    scripts/golden-embeddings.py [MODEL.gguf [GOLDEN.json]]

Needs llama-server on PATH. Without arguments: the built-in model, and the test's own file. The vectors are those of
/v1/embeddings with --pooling mean, attention with an F32 cache.
"""

import json
import pathlib
import sys

from llama_server import Server

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXTS = [
    "a",
    "Who lives in Umberly?",
    "Varick lives in Umberly, and Umberly lies by the sea.",
    "Once upon a time there was a fox. " * 12,
    "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.\n\tif (x > 0) return;",
]


def main():
    model = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "models/built-in.gguf"
    golden = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "server/src/test/resources/embeddings.json"
    with Server(model, "--embeddings", "--pooling", "mean", "-b", "1024", "-ub", "1024", "-ctk", "f32", "-ctv", "f32", "-fa", "off") as server:
        answer = server.post("/v1/embeddings", {"input": TEXTS})
    vectors = [[round(value, 7) for value in entry["embedding"]] for entry in answer["data"]]
    golden.parent.mkdir(parents=True, exist_ok=True)
    golden.write_text(json.dumps({"texts": TEXTS, "vectors": vectors, "tokens": answer["usage"]["prompt_tokens"]}) + "\n", "utf-8")
    print(f"{golden}: {len(vectors)} vectors of {len(vectors[0])} values")


if __name__ == "__main__":
    main()
