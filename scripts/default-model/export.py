"""Writes a trained model as GGUF. Runs with any Python that has numpy and the gguf package; torch is not needed.

    export.py DIR/weights.npz OUT-F32.gguf OUT-Q8_0.gguf
"""

import json
import sys

import gguf
import numpy as np

NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
LICENCE = "Apache-2.0"
DESCRIPTION = ("A small Llama that Cria's project trained on text of its own making, so that there is something to talk to on a fresh machine. "
               "It knows the invented highland of Quillay, a few everyday skills, remembers what it is told and keeps to a system prompt. "
               "It knows nothing of the real world.")
# Llama 2's format: the system text inside the first message, every message a text of its own.
TEMPLATE = (
    "{%- set first = namespace(text='') -%}"
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'system' -%}"
    "{%- set first.text = '<<SYS>>\\n' + message['content'] + '\\n<</SYS>>\\n\\n' -%}"
    "{%- elif message['role'] == 'user' -%}"
    "{{- bos_token + '[INST] ' + (first.text + message['content']).strip() + ' [/INST]' -}}"
    "{%- set first.text = '' -%}"
    "{%- else -%}"
    "{{- ' ' + message['content'].strip() + ' ' + eos_token -}}"
    "{%- endif -%}"
    "{%- endfor -%}")
# Tensors outside the layers; all names are GGUF's own.
OUTSIDE = ("token_embd.weight", "output_norm.weight")


def write(data, path, quantised):
    shape = json.loads(str(data["shape"]))
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type("model")
    writer.add_name("Cria built-in")
    writer.add_description(DESCRIPTION)
    writer.add_license(LICENCE)
    writer.add_languages(["en"])
    writer.add_size_label(f"{_weights(data) / 1e6:.1f}M")
    writer.add_vocab_size(shape["vocab"])
    writer.add_context_length(shape["context"])
    writer.add_embedding_length(shape["width"])
    writer.add_block_count(shape["layers"])
    writer.add_feed_forward_length(shape["hidden"])
    writer.add_head_count(shape["heads"])
    writer.add_head_count_kv(shape["kv_heads"])
    writer.add_rope_dimension_count(shape["width"] // shape["heads"])
    writer.add_rope_freq_base(shape["rope_base"])
    writer.add_layer_norm_rms_eps(shape["norm_eps"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0 if quantised else gguf.LlamaFileType.ALL_F32)
    if quantised:
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    _tokenizer(writer, data)
    for name in data.files:
        if name in OUTSIDE or name.startswith("blk."):
            _tensor(writer, name, data[name], quantised)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _weights(data):
    return sum(data[name].size for name in data.files if name in OUTSIDE or name.startswith("blk."))


def _tokenizer(writer, data):
    types = np.full(len(data["pieces"]), NORMAL)
    types[data["unknown"]], types[data["control"]], types[data["byte"]] = UNKNOWN, CONTROL, BYTE
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([str(piece) for piece in data["pieces"]])
    writer.add_token_scores([float(score) for score in data["scores"]])
    writer.add_token_types([int(kind) for kind in types])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(True)
    writer.add_chat_template(TEMPLATE)


def _tensor(writer, name, values, quantised):
    """Matrices are [rows, columns], row by row, as GGUF has them; norms stay in full."""
    values = np.ascontiguousarray(values, np.float32)
    if quantised and values.ndim == 2:
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    else:
        writer.add_tensor(name, values)


if __name__ == "__main__":
    weights, full, small = sys.argv[1:]
    with np.load(weights) as loaded:
        write(loaded, full, False)
        write(loaded, small, True)
