#!/usr/bin/env python3
"""Scores and writes tokens with transformers for golden-eval.py, a JSON object in and out on each line.

    python transformers_scores.py FILE.gguf

A process of its own, so that lm_eval and torch may live in two Pythons. What is printed elsewhere goes to stderr.
"""
import json
import os
import pathlib
import sys

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import torch
import transformers
import transformers.modeling_gguf_pytorch_utils
import transformers.modeling_utils
from transformers import masking_utils
from transformers.integrations import sdpa_attention

# The package gguf is there, but without a version where Debian has it; accelerate is not needed to read a file.
transformers.modeling_gguf_pytorch_utils.is_gguf_available = lambda *args, **names: True
transformers.modeling_utils.is_accelerate_available = lambda *args, **names: True



def grouped(module, query, key, value, attention_mask, **settings):
    """Attention of one token for each text: heads that share keys look at them together. The library's own copies the keys for each head."""
    if query.shape[2] > 1:
        return sdpa_attention.sdpa_attention_forward(module, query, key, value, attention_mask, **settings)
    texts, heads, _, size = query.shape
    looks = query.view(texts, key.shape[1], heads // key.shape[1], size)
    mask = None if attention_mask is None else attention_mask[..., :key.shape[2]]
    found = torch.nn.functional.scaled_dot_product_attention(looks, key, value, attn_mask=mask, scale=settings.get("scaling"))
    return found.reshape(texts, 1, heads, size), None


transformers.AttentionInterface.register("grouped", grouped)
transformers.AttentionMaskInterface.register("grouped", masking_utils.sdpa_mask)

FILE = pathlib.Path(sys.argv[1])
tokenizer = transformers.AutoTokenizer.from_pretrained(FILE.parent, gguf_file=FILE.name)
config = transformers.AutoConfig.from_pretrained(FILE.parent, gguf_file=FILE.name)
config.pad_token_id = None
model = transformers.AutoModelForCausalLM.from_pretrained(
    FILE.parent, gguf_file=FILE.name, config=config, dtype=torch.float32, attn_implementation="grouped").eval()
EOS = config.eos_token_id  # a tokenizer read from GGUF takes BOS for it (5.12.1)
cache, held = transformers.DynamicCache(), []


def info():
    return {"bos": tokenizer.bos_token_id, "eos": EOS, "bos_text": tokenizer.bos_token,
            "eos_text": tokenizer.decode([EOS]), "most": config.max_position_embeddings}


def encode(text):
    return tokenizer.encode(text, add_special_tokens=False)


def shared(tokens):
    """How many tokens at the beginning are those that the cache holds."""
    return next((at for at, (one, other) in enumerate(zip(tokens, held)) if one != other), min(len(tokens), len(held)))


def score(tokens, targets):
    """For each of the targets, which end one behind the tokens: the log-probability of each token, and whether all are the likeliest.

    What the tokens share with those before, as the choices of a question share their context, is read once.
    """
    wanted = max(len(target) for target in targets)
    kept = min(shared(tokens), len(tokens) - wanted)
    cache.crop(kept)
    held[:] = tokens
    with torch.no_grad():
        out = model(torch.tensor([tokens[kept:]]), past_key_values=cache, use_cache=True, logits_to_keep=wanted)
        rows = torch.log_softmax(out.logits[0].float(), -1)
    found = []
    for target in targets:
        own, ids = rows[wanted - len(target):], torch.tensor(target)
        found.append([own.gather(1, ids.unsqueeze(1)).squeeze(1).tolist(), bool((own.argmax(-1) == ids).all())])
    return found


def write(prompts, most, until):
    """What the model writes behind each of the prompts, the likeliest token each time, until it spells one of some texts or has that many."""
    longest = max(map(len, prompts))
    fed = torch.tensor([[EOS] * (longest - len(prompt)) + prompt for prompt in prompts])
    mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
    past, place, made, going = transformers.DynamicCache(), mask.cumsum(-1).sub(1).clamp(min=0), [[] for _ in prompts], set(range(len(prompts)))
    with torch.no_grad():
        for _ in range(most):
            out = model(fed, attention_mask=mask, position_ids=place, past_key_values=past, use_cache=True, logits_to_keep=1)
            likeliest = out.logits[:, -1].argmax(-1)
            for row in sorted(going):
                made[row].append(int(likeliest[row]))
                text = tokenizer.decode(made[row])  # with special tokens, which may be what ends it
                if made[row][-1] == EOS or any(stop and stop in text for stop in until):
                    going.remove(row)
            if not going:
                break
            fed, place = likeliest.unsqueeze(1), place[:, -1:] + 1
            mask = torch.cat([mask, torch.ones_like(fed)], -1)
    return [tokenizer.decode(tokens, skip_special_tokens=True) for tokens in made]


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(globals()[asked.pop("do")](**asked)), file=answers, flush=True)
