#!/usr/bin/env python3
"""Writes the golden files of the formats: encoded blocks and what gguf-python decodes them to.

Usage: golden-formats.py [DIRECTORY], with numpy and gguf installed. The default directory is where the tests look.

Each file is text. A line `block HEX` holds the bytes of one block (of 16 values where values stand alone); the lines
`values HEX HEX ...` after it hold the bits of the decoded fp32 values in order. Bytes are random with a fixed seed, except
for fp16 scales, which take turns: ordinary ones of both signs, subnormal ones, the largest, zero.
"""

import pathlib
import random
import struct
import sys

import gguf
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
DEFAULT = HERE.parent / "kernels/src/test/resources/org/cria/kernels/format"

# Where the fp16 numbers of a block lie, by format; formats without blocks are listed with their value size instead.
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
    "IQ4_NL": [0], "IQ4_XS": [0],
}
PLAIN = {"F32": 4, "F16": 2, "BF16": 2}
EXPONENT = {"F32": 0x7F800000, "F16": 0x7C00, "BF16": 0x7F80}


def scale_bits(rng, turn):
    """The bits of an fp16 scale of the kind whose turn it is."""
    if turn % 4 == 0:
        value = rng.choice([-1, 1]) * rng.uniform(1e-3, 1e-1)
        return struct.unpack("<H", struct.pack("<e", value))[0]
    if turn % 4 == 1:
        return rng.randrange(1, 0x400) | rng.choice([0, 0x8000])
    return 0x7BFF if turn % 4 == 2 else 0


def quantised_block(rng, name, size, turn):
    block = bytearray(rng.randbytes(size))
    for place in SCALES[name]:
        block[place : place + 2] = struct.pack("<H", scale_bits(rng, turn))
    return bytes(block)


def plain_block(rng, name, turn):
    """16 finite values; every other block holds only zeros and subnormal ones."""
    width, exponent = PLAIN[name], EXPONENT[name]
    values = []
    while len(values) < 16:
        bits = rng.getrandbits(8 * width)
        if turn % 2 == 1:
            bits &= ~exponent
        if bits & exponent != exponent:
            values.append(bits.to_bytes(width, "little"))
    return b"".join(values)


def write(directory, name):
    kind = gguf.GGMLQuantizationType[name]
    rng = random.Random(name)
    _, size = gguf.GGML_QUANT_SIZES[kind]
    lines = []
    for turn in range(4 if name in PLAIN or size < 40 else 3):
        block = plain_block(rng, name, turn) if name in PLAIN else quantised_block(rng, name, size, turn)
        values = gguf.quants.dequantize(np.frombuffer(block, dtype=np.uint8).reshape(1, -1), kind)
        words = [f"{bits:08x}" for bits in values.ravel().view(np.uint32)]
        lines.append(f"block {block.hex()}")
        lines += ["values " + " ".join(words[i : i + 16]) for i in range(0, len(words), 16)]
    (directory / f"{name}.txt").write_text("\n".join(lines) + "\n")


def main():
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    directory.mkdir(parents=True, exist_ok=True)
    for name in [*PLAIN, *SCALES]:
        write(directory, name)


main()
