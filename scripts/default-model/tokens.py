"""The tokenizer: SentencePiece's BPE as Llama 2 has it, and conversations as tokens in Llama 2's chat format.

    tokens.py OUT.model        trains it on text of the corpus
"""

import itertools
import sys

import numpy as np
import sentencepiece
from sentencepiece import sentencepiece_model_pb2

import dialogue
import words
import world
from draw import Draw

SIZE = 1536
SEED = 7
UNKNOWN, BEGIN, END = 0, 1, 2
# The template's marks are frequent; each is one piece, and what it is merged from.
MARKS = ["INST]", "▁[INST]", "▁[/INST]", "SYS>>", "▁<<SYS>>", "/SYS>>", "<</SYS>>"]
MARK_PARTS = ["▁[", "▁[/", "▁<<", "<<", "IN", "ST", "INST", "SY", "SYS", ">>"]


def corpus_text():
    """Lines for the tokenizer, and the names of the world often enough that each is a piece or two."""
    for seed in range(6000):
        conversation, exchanges = dialogue.conversation(Draw(f"tokens {seed}"))
        yield conversation.system
        for exchange in itertools.islice(exchanges, 10):
            yield exchange.item.ask
            yield exchange.answer
    yield " ".join(map(chr, range(33, 127)))
    for word in sorted(world.NAMES) + words.COMMON + words.NAMES:
        yield from [word] * 20
        yield from [word.upper()] * 5


def train(path):
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(line for line in corpus_text() if line), model_prefix=path.removesuffix(".model"), model_type="bpe",
        vocab_size=SIZE - len(MARKS) - len(MARK_PARTS), byte_fallback=True, split_digits=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, add_dummy_prefix=True, character_coverage=1.0, max_sentence_length=100000,
        unk_id=UNKNOWN, bos_id=BEGIN, eos_id=END, pad_id=-1, num_threads=2, minloglevel=1)
    with open(path, "rb") as file:
        model = sentencepiece_model_pb2.ModelProto.FromString(file.read())
    _add_marks(model)
    with open(path, "wb") as file:
        file.write(model.SerializeToString())


def _add_marks(model):
    """Adds the template's marks below all other merges, but above single characters, which merge into nothing."""
    pieces = list(model.pieces)
    known = {piece.piece for piece in pieces}
    single = next(i for i, piece in enumerate(pieces) if piece.type == 1 and len(piece.piece) == 1)
    merges, characters = pieces[:single], pieces[single:]
    added = [text for text in MARK_PARTS + MARKS if text not in known]
    spare = [text for text in (f"▁{n}" for n in range(len(MARK_PARTS))) if text not in known]
    while len(added) + len(pieces) < SIZE:
        added.append(spare.pop(0))  # never formed, since digits stand alone; they only keep the size even
    lowest = merges[-1].score
    # Characters come last; their scores go on downwards.
    for text in added:
        lowest -= 1
        merges.append(sentencepiece_model_pb2.ModelProto.SentencePiece(piece=text, score=lowest, type=1))
    for piece in characters:
        lowest -= 1
        piece.score = lowest
    del model.pieces[:]
    model.pieces.extend(merges + characters)
    model.trainer_spec.vocab_size = len(model.pieces)
    model.trainer_spec.model_prefix = ""  # the folder's name is no part of the model


class Tokens:
    """Encodes conversations."""

    def __init__(self, path):
        self.processor = sentencepiece.SentencePieceProcessor(model_file=path)
        self.size = self.processor.vocab_size()

    def encode(self, text):
        return self.processor.encode(text)

    def decode(self, ids):
        return self.processor.decode([i for i in ids if i > END])

    def prompt(self, system, message):
        """Up to where the answer begins. The template trims what it writes, and every message is a text of its own."""
        pinned = f"<<SYS>>\n{system}\n<</SYS>>\n\n" if system else ""
        return [BEGIN] + self.encode(f"[INST] {(pinned + message).strip()} [/INST]")

    @property
    def after_reply(self):
        """What the template writes between an answer and the next prompt: a space and the end token."""
        return [self.processor.piece_to_id("▁"), END]

    def row(self, draw, length, rest):
        """A conversation of `length` tokens: ids and targets [length], and weights [length]: 1 in answers, `rest` elsewhere.

        The template writes a space before the end token. The target after an answer is the end token all the same: a model that
        said the space itself would leave two of them.
        """
        conversation, exchanges = dialogue.conversation(draw)
        ids, targets, weights = [], [], []
        system = conversation.system
        for exchange in exchanges:
            prompt, reply = self.prompt(system, exchange.item.ask), self.encode(exchange.answer)
            system = ""
            ids += prompt + reply + self.after_reply
            targets += prompt[1:] + reply + [END, END, BEGIN]
            weights += [rest] * (len(prompt) - 1) + [1.0 if exchange.taught else 0.0] * (len(reply) + 1) + [0.0, 0.0]
            if len(ids) >= length:
                break
        return ids[:length], targets[:length], weights[:length]

    def batch(self, seed, step, rows, length, rest):
        """ids, targets [rows, length] and weights; the same for the same seed and step, whatever came before."""
        made = [self.row(Draw(f"{seed} {step} {row}"), length, rest) for row in range(rows)]
        ids, targets, weights = zip(*made)
        return np.array(ids, np.int64), np.array(targets, np.int64), np.array(weights, np.float32)


if __name__ == "__main__":
    train(sys.argv[1])
