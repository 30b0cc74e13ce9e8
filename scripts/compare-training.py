#!/usr/bin/env python3
"""Compares what a training step takes in Cria and in torch with peft: time and peak memory.

    scripts/compare-training.py [--classes DIR] [--shape NAME] [--rounds N] [--steps N] [--threads N] [--python PYTHON]

Random weights in F32, LoRA of rank 16 on all products of layers, four texts of 128 tokens, AdamW. Torch runs in eager mode with the attention
that it chooses, without checkpointing. Rounds alternate; each begins a process of its own, whose first half of steps counts as warming up. DIR
has the compiled classes of each module, kernels/target/classes and so on (default: the repository, after 'mvn test-compile'). PYTHON has
torch, transformers and peft; what its matrix products are made of decides about its time, so it is printed.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
MODULES = ("test-models/target/classes", "kernels/target/classes", "model/target/classes", "model/target/test-classes")
RANK, TEXTS, TOKENS = 16, 4, 128
# Columns, values of a feed-forward part, heads, key heads, layers, vocabulary.
SHAPES = {"stories260K": (64, 172, 8, 4, 5, 512), "110M": (768, 2048, 12, 12, 12, 32000)}
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def torch_steps(shape, threads, steps):
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig, LlamaForCausalLM
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    columns, inner, heads, key_heads, layers, vocabulary = SHAPES[shape]
    model = LlamaForCausalLM(LlamaConfig(
        hidden_size=columns, intermediate_size=inner, num_attention_heads=heads, num_key_value_heads=key_heads, num_hidden_layers=layers,
        vocab_size=vocabulary, max_position_embeddings=TOKENS, tie_word_embeddings=False)).float()
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=RANK, target_modules=TARGETS)).train()
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4)
    tokens = torch.randint(0, vocabulary, (TEXTS, TOKENS))
    print(torch.__config__.show(), file=sys.stderr)
    for _ in range(steps):
        before = time.perf_counter()
        model(input_ids=tokens, labels=tokens).loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        print(f"{time.perf_counter() - before:.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", type=pathlib.Path, default=HOME)
    parser.add_argument("--shape", choices=SHAPES, default="110M")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--torch", action="store_true", help="run torch's steps alone, as the other side does")
    given = parser.parse_args()
    if given.torch:
        torch_steps(given.shape, given.threads, given.steps)
        return
    java_home = os.environ.get("JAVA_HOME")
    sides = {
        "cria": [f"{java_home}/bin/java" if java_home else "java", "-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector",
                 "--enable-native-access=ALL-UNNAMED", "-cp", ":".join(str(given.classes / m) for m in MODULES),
                 "org.cria.model.train.TrainingSteps", *map(str, SHAPES[given.shape]), str(given.threads), str(given.steps), str(RANK),
                 str(TEXTS), str(TOKENS)],
        "torch": [given.python, __file__, "--torch", "--shape", given.shape, "--steps", str(given.steps), "--threads", str(given.threads)],
    }
    seconds = {side: [] for side in sides}
    for number in range(given.rounds):
        for side in sides if number % 2 == 0 else reversed(sides):
            before = time.perf_counter()
            process = subprocess.Popen(sides[side], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            out, err = process.stdout.read(), process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            if status:
                sys.exit(err)
            times = [float(line) for line in out.split()]
            seconds[side].append(statistics.median(times[len(times) // 2:]))
            if side == "torch" and number == 0:
                print(err.strip())
            print(f"{side:5} {seconds[side][-1]:.4f} s a step, {usage.ru_maxrss // 1024} MiB, {time.perf_counter() - before:.0f} s in all",
                  flush=True)
    ratio = statistics.median(a / b for a, b in zip(seconds["cria"], seconds["torch"], strict=True))
    print(f"{given.shape}: a step takes {ratio:.2f} times as long as torch's")


if __name__ == "__main__":
    main()
