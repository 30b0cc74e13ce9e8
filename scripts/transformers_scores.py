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

# The package gguf is there, but without a version where Debian has it; accelerate is not needed to read a file.
transformers.modeling_gguf_pytorch_utils.is_gguf_available = lambda *args, **names: True
transformers.modeling_utils.is_accelerate_available = lambda *args, **names: True

FILE = pathlib.Path(sys.argv[1])
torch.set_num_threads(os.cpu_count())
tokenizer = transformers.AutoTokenizer.from_pretrained(FILE.parent, gguf_file=FILE.name)
config = transformers.AutoConfig.from_pretrained(FILE.parent, gguf_file=FILE.name)
config.pad_token_id = None
model = transformers.AutoModelForCausalLM.from_pretrained(
    FILE.parent, gguf_file=FILE.name, config=config, dtype=torch.float32).eval()
cache, held = transformers.DynamicCache(), []


def info():
    return {"bos": tokenizer.bos_token_id, "eos": tokenizer.eos_token_id, "bos_text": tokenizer.bos_token,
            "eos_text": tokenizer.eos_token, "most": config.max_position_embeddings}


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


def write(tokens, most, until):
    """What the model writes behind the tokens, the likeliest each time, until it spells one of some texts."""
    past, made, fed = None, [], torch.tensor([tokens])
    with torch.no_grad():
        while len(made) < most:
            out = model(fed, past_key_values=past, use_cache=True)
            past, token = out.past_key_values, int(out.logits[0, -1].argmax())
            made.append(token)
            text = tokenizer.decode(made, skip_special_tokens=True)
            if token == tokenizer.eos_token_id or any(stop and stop in text for stop in until):
                break
            fed = torch.tensor([[token]])
    return tokenizer.decode(made, skip_special_tokens=True)


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(globals()[asked.pop("do")](**asked)), file=answers, flush=True)
