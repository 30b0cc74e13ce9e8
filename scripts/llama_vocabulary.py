"""What llama.cpp makes of a vocabulary, asked from its library: `libllama.so` of version 0.7.0 must be where the system's loader finds it.

    python3 llama_vocabulary.py FILE.gguf < TEXTS.json

TEXTS is a list of strings. Prints one JSON object: `add_bos` and `add_eos`; `eog`, the ids that end a generation; `typed` and `template`, for
each text its ids as a user's text and as a template's, without what frames it; `framed`, the ids of a user's text with that; `back`, the text
of the `typed` ids again, in hexadecimal, without spaces before punctuation with some vocabularies; `pieces`, what the ids print one by one, as
a generation does.
"""

import ctypes
import json
import sys

# Where `vocab_only` is in llama_model_params, and more room than the structure takes: it is passed in memory, so that what is too much is not read.
VOCABULARY_ONLY = 72
ROOM = 512


class Parameters(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_ubyte * ROOM)]


class Vocabulary:
    def __init__(self, path):
        self.library = ctypes.CDLL("libllama.so.0.7.0")
        default = self.library.llama_model_default_params
        default.restype = Parameters
        load = self.library.llama_model_load_from_file
        load.argtypes, load.restype = [ctypes.c_char_p, Parameters], ctypes.c_void_p
        self.library.llama_model_get_vocab.argtypes = [ctypes.c_void_p]
        self.library.llama_model_get_vocab.restype = ctypes.c_void_p
        self.library.llama_backend_init()
        parameters = default()
        parameters.bytes[VOCABULARY_ONLY] = 1
        model = load(path.encode(), parameters)
        if not model:
            sys.exit(f"llama_vocabulary: {path} cannot be loaded")
        self.vocabulary = ctypes.c_void_p(self.library.llama_model_get_vocab(model))

    def flag(self, name):
        function = getattr(self.library, "llama_vocab_" + name)
        function.restype = ctypes.c_bool
        return function(self.vocabulary)

    def ends(self):
        is_end = self.library.llama_vocab_is_eog
        is_end.restype = ctypes.c_bool
        return [token for token in range(self.library.llama_vocab_n_tokens(self.vocabulary)) if is_end(self.vocabulary, token)]

    def ids(self, text, framed, template):
        utf8 = text.encode()
        tokens = (ctypes.c_int32 * (len(utf8) + 8))()
        count = self.library.llama_tokenize(
            self.vocabulary, utf8, len(utf8), tokens, len(tokens), ctypes.c_bool(framed), ctypes.c_bool(template))
        return list(tokens[:count])

    def text(self, ids):
        tokens = (ctypes.c_int32 * max(1, len(ids)))(*ids)
        target = ctypes.create_string_buffer(64 * len(ids) + 64)
        count = self.library.llama_detokenize(
            self.vocabulary, tokens, len(ids), target, len(target), ctypes.c_bool(False), ctypes.c_bool(False))
        return target.raw[:count]

    def piece(self, token):
        target = ctypes.create_string_buffer(512)
        count = self.library.llama_token_to_piece(self.vocabulary, token, target, len(target), 0, ctypes.c_bool(False))
        return target.raw[:count]


def main():
    vocabulary = Vocabulary(sys.argv[1])
    texts = json.load(sys.stdin)
    typed = [vocabulary.ids(text, False, False) for text in texts]
    print(json.dumps({
        "add_bos": vocabulary.flag("get_add_bos"),
        "add_eos": vocabulary.flag("get_add_eos"),
        "eog": vocabulary.ends(),
        "typed": typed,
        "template": [vocabulary.ids(text, False, True) for text in texts],
        "framed": [vocabulary.ids(text, True, False) for text in texts],
        "back": [vocabulary.text(ids).hex() for ids in typed],
        "pieces": [b"".join(map(vocabulary.piece, ids)).hex() for ids in typed],
    }))  # fmt: skip


if __name__ == "__main__":
    main()
