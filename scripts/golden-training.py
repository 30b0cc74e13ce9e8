#!/usr/bin/env python3
"""Writes the golden files of TrainingParityTest: a hundred steps of torch with peft, F32, from factors that the test has too.

    scripts/golden-training.py MODEL.gguf NAME

MODEL is ../shared/models/stories260K.gguf for the name stories, and what the test of that name writes for 110m. Needs Python with torch, transformers, peft (0.21.0 was tried) and gguf. The texts are tokens without
order, see tokens(); the factors are spread evenly, see values(), and so are those of B: a B of zeros would hide a wrong A. AdamW with decay, a
rate that grows and falls, clipped derivatives. Each line of a golden file is a step's loss, of 4 texts in the order of the list.
"""

import math
import pathlib
import sys

import numpy
import torch
from gguf import GGUFReader
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "model/src/test/resources/train"
STEPS, BATCH, TEXTS, LENGTH, RANK, ALPHA = 100, 4, 12, 48, 4, 8
RATE, WARM_UP, DECAY, CLIP = 3e-3, 10, 0.01, 1.0
NAMES = {"attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
         "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj", "attn_norm": "input_layernorm",
         "ffn_norm": "post_attention_layernorm"}
ORDER = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


def values(seed, count, size):
    """Between -size / 2 and size / 2, without order."""
    index = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(seed * 1_000_003)
    mixed = index * numpy.uint64(2_654_435_761) & numpy.uint64(0xFFFFFFFF)
    mixed = (mixed ^ (mixed >> numpy.uint64(15))) * numpy.uint64(2_246_822_519) & numpy.uint64(0xFFFFFFFF)
    return ((mixed.astype(numpy.float64) / 2**32 - 0.5) * size).astype(numpy.float32)


def tokens(text):
    """[LENGTH] a text that repeats itself with changes: there is something to learn."""
    drawn = values(1000 + text % 3, LENGTH, 1.0) + 0.5
    changed = values(2000 + text, LENGTH, 1.0) + 0.5
    ids = [3 + int((drawn[i] if changed[i] < 0.8 else changed[i]) * 500) for i in range(LENGTH)]
    return [1] + ids[1:]


def halves(matrix, heads):
    """Rows of heads in pairs that turn together, with all first halves before."""
    rows, columns = matrix.shape
    return matrix.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def read(file):
    reader = GGUFReader(file)

    def number(name):
        return int(reader.fields["llama." + name].parts[-1][0])
    heads, kv = number("attention.head_count"), number("attention.head_count_kv")
    tensors = {t.name: numpy.array(t.data, dtype=numpy.float32) for t in reader.tensors}
    config = LlamaConfig(
        vocab_size=tensors["token_embd.weight"].shape[0], hidden_size=number("embedding_length"),
        intermediate_size=number("feed_forward_length"), num_hidden_layers=number("block_count"), num_attention_heads=heads,
        num_key_value_heads=kv, max_position_embeddings=number("context_length"), tie_word_embeddings="output.weight" not in tensors,
        rms_norm_eps=float(reader.fields["llama.attention.layer_norm_rms_epsilon"].parts[-1][0]))
    state = {}
    for name, tensor in tensors.items():
        if name.startswith("blk."):
            _, layer, kind, _ = name.split(".")
            turned = halves(tensor, heads if kind == "attn_q" else kv) if kind in ("attn_q", "attn_k") else tensor
            state[f"model.layers.{layer}.{NAMES[kind]}.weight"] = turned
        else:
            state[{"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight",
                   "output.weight": "lm_head.weight"}[name]] = tensor
    model = LlamaForCausalLM(config)
    missing, unexpected = model.load_state_dict({k: torch.tensor(v) for k, v in state.items()}, strict=False)
    assert not unexpected and set(missing) <= {"lm_head.weight"}, (missing, unexpected)
    model.tie_weights()
    return model, heads, kv


def train(file):
    model, heads, kv = read(file)
    tweaked = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", r=RANK, lora_alpha=ALPHA, target_modules="all-linear"))
    parameters = dict(tweaked.named_parameters())
    seed = 0
    for layer in range(model.config.num_hidden_layers):
        for kind in ORDER:
            module = f"base_model.model.model.layers.{layer}.{NAMES[kind]}"
            a, b = parameters[module + ".lora_A.default.weight"], parameters[module + ".lora_B.default.weight"]
            a.data = torch.tensor(values(2 * seed, a.numel(), 2 / a.shape[1]**0.5).reshape(a.shape))
            second = values(2 * seed + 1, b.numel(), 0.05).reshape(b.shape)
            b.data = torch.tensor(halves(second, heads if kind == "attn_q" else kv) if kind in ("attn_q", "attn_k") else second)
            seed += 1
    trained = [p for p in tweaked.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY)
    losses = []
    for step in range(STEPS):
        batch = torch.tensor([tokens((step * BATCH + i) % TEXTS) for i in range(BATCH)])
        share = (step - WARM_UP) / (STEPS - WARM_UP)
        rate = RATE * (step + 1) / WARM_UP if step < WARM_UP else RATE * (1 + math.cos(math.pi * share)) / 2
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.zero_grad()
        loss = tweaked(batch, labels=batch).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, CLIP)
        optimiser.step()
        losses.append(loss.item())
    return losses


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    torch.manual_seed(1)
    losses = train(sys.argv[1])
    GOLDEN.mkdir(parents=True, exist_ok=True)
    (GOLDEN / f"{sys.argv[2]}.txt").write_text("".join(f"{loss:.6f}\n" for loss in losses))
    print(f"{losses[0]:.4f} to {losses[-1]:.4f}")


if __name__ == "__main__":
    main()
