"""The network: Llama's architecture in torch, small enough for two CPU cores.

Shapes in comments: B rows, T tokens, D width, H heads, G key-value heads, E = D / H.
"""

import dataclasses
import math

import torch
from torch import nn
from torch.nn import functional as F

BLOCK = 128


@dataclasses.dataclass(frozen=True)
class Shape:
    """Every width is a multiple of 256, so that any of GGUF's block formats fits."""

    vocab: int = 1536
    width: int = 256
    hidden: int = 512
    layers: int = 6
    heads: int = 8
    kv_heads: int = 4
    context: int = 1024
    rope_base: float = 10000.0
    norm_eps: float = 1e-5

    @property
    def head_width(self):
        return self.width // self.heads


class Norm(nn.Module):
    """RMSNorm (https://arxiv.org/abs/1910.07467)."""

    def __init__(self, width, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def rotations(shape):
    """cos and sin, each [context, E / 2]: the pair (2i, 2i + 1) of a head turns by position · base^(-2i / E)."""
    steps = torch.arange(0, shape.head_width, 2).float() / shape.head_width
    angles = torch.outer(torch.arange(shape.context).float(), shape.rope_base ** -steps)
    return angles.cos(), angles.sin()


def rotate(x, cos, sin):
    """Neighbouring components form a pair, which is the order of GGUF's llama files. x [B, T, heads, E]."""
    pairs = x.unflatten(-1, (-1, 2))
    even, odd = pairs[..., 0], pairs[..., 1]
    cos, sin = cos[:, None, :], sin[:, None, :]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


class Layer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        kv = shape.kv_heads * shape.head_width
        self.attn_norm = Norm(shape.width, shape.norm_eps)
        self.attn_q = nn.Linear(shape.width, shape.width, bias=False)
        self.attn_k = nn.Linear(shape.width, kv, bias=False)
        self.attn_v = nn.Linear(shape.width, kv, bias=False)
        self.attn_output = nn.Linear(shape.width, shape.width, bias=False)
        self.ffn_norm = Norm(shape.width, shape.norm_eps)
        self.ffn_gate = nn.Linear(shape.width, shape.hidden, bias=False)
        self.ffn_up = nn.Linear(shape.width, shape.hidden, bias=False)
        self.ffn_down = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, x, cos, sin, mask, past):
        x = x + self.attend(self.attn_norm(x), cos, sin, mask, past)
        h = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(h)) * self.ffn_up(h))

    def attend(self, h, cos, sin, mask, past):
        s = self.shape
        rows, tokens, _ = h.shape
        q = rotate(self.attn_q(h).view(rows, tokens, s.heads, s.head_width), cos, sin)
        k = rotate(self.attn_k(h).view(rows, tokens, s.kv_heads, s.head_width), cos, sin)
        v = self.attn_v(h).view(rows, tokens, s.kv_heads, s.head_width)
        if past is not None:
            k, v = past.extend(self, k, v)
        return self.attn_output(self.mix(q, k, v, mask).flatten(2))

    def mix(self, q, k, v, mask):
        """Attention, [B, T, H, E]. A block of queries looks no further than to its own end: a fifth to a third less work."""
        s = self.shape
        group = s.heads // s.kv_heads
        rows, tokens, before = q.shape[0], q.shape[1], k.shape[1] - q.shape[1]
        # The query heads of a group lie one below the other, so that a group is one product. [B, G, H / G, T, E]
        q = q.unflatten(2, (s.kv_heads, group)).permute(0, 2, 3, 1, 4) / math.sqrt(s.head_width)
        k, v = k.permute(0, 2, 3, 1), v.transpose(1, 2)
        blocks = []
        for start in range(0, tokens, BLOCK):
            end = min(start + BLOCK, tokens)
            seen = before + end
            scores = q[:, :, :, start:end].flatten(2, 3) @ k[..., :seen]
            scores = scores.view(rows, s.kv_heads, group, end - start, seen) + mask[start:end, :seen].to(scores.dtype)
            shares = F.softmax(scores, -1).flatten(2, 3).to(v.dtype)
            blocks.append((shares @ v[:, :, :seen]).view(rows, s.kv_heads, group, end - start, -1))
        return torch.cat(blocks, 3).permute(0, 3, 1, 2, 4).flatten(2, 3)


class Past:
    """Keys and values of the tokens so far, for generating."""

    def __init__(self):
        self.length = 0
        self.kept = {}

    def extend(self, layer, k, v):
        if layer in self.kept:
            old_k, old_v = self.kept[layer]
            k, v = torch.cat((old_k, k), 1), torch.cat((old_v, v), 1)
        self.kept[layer] = (k, v)
        return k, v


class Llama(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Embedding(shape.vocab, shape.width)
        self.blk = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.output_norm = Norm(shape.width, shape.norm_eps)
        cos, sin = rotations(shape)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                # What adds to the residual stream starts smaller, so that its size does not grow with depth.
                shrink = math.sqrt(2 * shape.layers) if name.endswith(("attn_output.weight", "ffn_down.weight")) else 1
                nn.init.normal_(weight, std=0.6 / math.sqrt(shape.width) / shrink)

    def forward(self, ids, past=None):
        """States before the output product, [B, T, D], of ids [B, T]."""
        start = past.length if past is not None else 0
        end = start + ids.shape[1]
        mask = torch.full((ids.shape[1], end), -math.inf).triu(start + 1)
        x = self.token_embd(ids)
        for layer in self.blk:
            x = layer(x, self.cos[start:end], self.sin[start:end], mask, past)
        if past is not None:
            past.length = end
        return self.output_norm(x)

    def logits(self, states):
        """The output matrix is the embedding."""
        return states @ self.token_embd.weight.T

    def size(self):
        return sum(weight.numel() for weight in self.parameters())
