"""Folders that transformers makes: a class, random weights, save_pretrained. For compare-transformers.py.

The weights are drawn so that logits are far apart: matrices four times as wide as transformers draws them, norms and biases with noise.
"""
import shutil

COMMON = {"vocab_size": 384, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4,
          "num_key_value_heads": 2, "max_position_embeddings": 256, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": None}
GEMMA = {"head_dim": 16, "query_pre_attn_scalar": 16, "sliding_window": 8}
ORIGINAL = 256


def rope(kind, **members):
    return {"rope_parameters": {"rope_type": kind, "rope_theta": 10000.0, **members}}


GEMMA3 = {**GEMMA, "num_hidden_layers": 7, "rope_parameters": {
    "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000000.0},
    "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0}}}
# What the weights of gates are multiplied with in folders whose name ends in this.
STEEP = "-steep"
STEEPNESS = 1000

# A file that is called Phi 3 needs a piece of the real vocabulary in llama.cpp ("<|endoftext|>").
# Name: class without its endings, tokenizer of the folder of that name, members of the configuration beside the common ones.
FOLDERS = {
    "llama": ("Llama", "llama", {}),
    "llama-tied": ("Llama", "llama", {"tie_word_embeddings": True}),
    "llama-biased": ("Llama", "llama", {"attention_bias": True}),
    "llama-wide": ("Llama", "llama", {"head_dim": 32}),
    "llama-linear": ("Llama", "llama", rope("linear", factor=4.0)),
    "llama-yarn": ("Llama", "llama", rope("yarn", factor=4.0, original_max_position_embeddings=64)),
    "llama-3.1": ("Llama", "llama-3.1", rope("llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                                            original_max_position_embeddings=64)),
    "mistral": ("Mistral", "mistral", {"sliding_window": 16}),
    "mistral-nemo": ("Mistral", "llama-3.1", {"sliding_window": None, "head_dim": 32}),
    "mixtral": ("Mixtral", "mixtral", {"num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": None}),
    "qwen2": ("Qwen2", "qwen2", {}),
    "qwen3": ("Qwen3", "qwen3", {"head_dim": 32, "tie_word_embeddings": True}),
    "qwen3-moe": ("Qwen3Moe", "qwen3", {"head_dim": 32, "num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 48,
                                        "norm_topk_prob": True}),
    "gemma2": ("Gemma2", "gemma2", GEMMA),
    "gemma2-steep": ("Gemma2", "gemma2", GEMMA),
    "gemma3": ("Gemma3Text", "gemma3", GEMMA3),
    "gemma3-steep": ("Gemma3Text", "gemma3", GEMMA3),
    "phi": ("Phi3", "phi", {"original_max_position_embeddings": 256, "sliding_window": 16}),
    "phi-long": ("Phi3", "phi", {"max_position_embeddings": 2 * ORIGINAL, "original_max_position_embeddings": ORIGINAL,
                                   **rope("longrope", original_max_position_embeddings=ORIGINAL,
                                          short_factor=[1 + 0.05 * i for i in range(8)],
                                          long_factor=[1 + 0.7 * i for i in range(8)])}),
    "granite": ("Granite", "granite", {"attention_multiplier": 0.3, "embedding_multiplier": 6.0, "residual_multiplier": 0.4,
                                       "logits_scaling": 3.0, "tie_word_embeddings": True}),
    "smollm3": ("SmolLM3", "smollm3", {"num_hidden_layers": 5}),
}


def write(name, folder, tokenizers):
    """Makes the folder; its tokenizer is copied from a folder in `tokenizers`."""
    import torch
    import transformers
    kind, tokenizer, members = FOLDERS[name]
    torch.manual_seed(7)
    config = getattr(transformers, kind + "Config")(**{**COMMON, **members})
    model = getattr(transformers, kind.removesuffix("Text") + "ForCausalLM")(config).float().eval()
    with torch.no_grad():
        for parameter, values in model.named_parameters():
            if "norm" in parameter:
                values.add_(torch.randn_like(values) * 0.1)
            elif parameter.endswith("bias"):
                values.copy_(torch.randn_like(values) * 0.1)
            else:
                values.mul_(4 * STEEPNESS if name.endswith(STEEP) and "gate_proj" in parameter else 4)
    model.save_pretrained(folder)
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(tokenizers / tokenizer / file, folder)
