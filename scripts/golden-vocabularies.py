#!/usr/bin/env python3
"""Writes what llama.cpp makes of small vocabularies of many kinds: model/src/test/resources/tokenizer/vocabularies.txt.

    scripts/golden-vocabularies.py [--python gguf-python] [--classes classes]

The vocabularies are those of TinyVocabularies in test-models; CLASSES is the folder of compiled classes in each module's target
(mvn test-compile makes `classes`). PYTHON runs llama_vocabulary.py where llama.cpp's library is found.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "model/src/test/resources/tokenizer/vocabularies.txt"
TEXTS = ["", "a", " a", "abc abc", "  a\n\n\nb", "\n\n a", "12345 it's", "é中 \u0301\U0001f999", "x\ty\r\n", "▁a", " ",
         "<|endoftext|>", "<|user|>\n a<|end|> \n b", "<s>a</s> b", "<think>a</think><b> a", "<|im_start|>a<|im_end|>\n",
         "<start_of_turn>a<end_of_turn>\n\na", "[INST] a[/INST]a"]  # fmt: skip
HEAD = """# What llama.cpp 0.7.0 makes of the vocabularies of TinyVocabularies, by scripts/golden-vocabularies.py. Of each: its name, whether it
# adds a begin and an end of text, the ids that end a generation; then texts with their ids as a user's text (typed), as a template's, and as
# a user's text in its frame, and what the typed ids give again where that is another text (back).
"""


def escaped(text):
    return "".join(c if 32 <= ord(c) < 127 and c != "\\" else f"\\u{{{ord(c):X}}}" for c in text)


def numbers(ids):
    return " ".join(map(str, ids))


def section(name, found):
    yield f"vocabulary\t{name}\t{found['add_bos']}\t{found['add_eos']}\t{numbers(found['eog'])}".lower().replace(name.lower(), name)
    for i, text in enumerate(TEXTS):
        for kind in ("typed", "template", "framed"):
            if kind == "typed" or found[kind][i] != found["typed"][i]:
                yield f"{kind}\t{escaped(text)}\t{numbers(found[kind][i])}"
        back = bytes.fromhex(found["back"][i]).decode()
        if back != text:
            yield f"back\t{escaped(text)}\t{escaped(back)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--python", default="gguf-python")
    parser.add_argument("--classes", default="classes")
    options = parser.parse_args()
    java = subprocess.run([str(ROOT / "scripts/find-jdk")], check=True, capture_output=True, text=True).stdout.strip() + "/bin/java"
    classes = ":".join(str(ROOT / module / "target" / options.classes) for module in ("kernels", "test-models"))
    lines = []
    with tempfile.TemporaryDirectory() as work:
        made = subprocess.run([java, "-cp", classes, "org.cria.testmodels.TinyVocabularies", work], check=True, capture_output=True, text=True)
        for path in made.stdout.split():
            asked = subprocess.run([options.python, str(ROOT / "scripts/llama_vocabulary.py"), path], input=json.dumps(TEXTS),
                                   check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # fmt: skip
            lines += section(pathlib.Path(path).stem, json.loads(asked.stdout))
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(lines)} lines")


main()
