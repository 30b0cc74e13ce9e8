#!/usr/bin/env python3
"""Writes the golden files of GoldenEvalTest with lm_eval: its prompts, its log-likelihoods, its scores; logits are transformers'.

    python golden-eval.py [--torch PYTHON | --hf BATCH] [--limit N] [--without-bos] FILE.gguf DATA OUT.txt TASK…

DATA has data sets as they are published, as 'cria eval --data' takes them (org.cria.model.eval's task files name them). The Python that runs
this has lm_eval 0.4.13, the one of --torch (default: the same) torch, transformers and gguf. --hf runs lm_eval's own back end for transformers
in this Python, with so many sequences in a batch, and says how long it took; else beginnings that prompts share are read once. A task of several
parts is named with the part: mmlu_anatomy.

A line of OUT is a question: task, number, 16 digits of the SHA-256 of its prompts and continuations, then with tabs between for each choice
the log-likelihood and the tokens of the continuation (-12.3456/2), or 16 digits of the SHA-256 of the text that was written; last the
scores, name=value.
"""
import argparse
import csv
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import types

HERE = pathlib.Path(__file__).resolve().parent
TOGETHER = 20  # prompts that transformers goes on with beside each other
FOLDER = pathlib.Path(tempfile.mkdtemp())
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=str(FOLDER / "hf"))  # read when it is imported

for part in ("rouge_score", "rouge_score.rouge_scorer", "rouge_score.scoring"):  # for tasks that are not run here
    sys.modules.setdefault(part, types.ModuleType(part))
for part in ("rouge_scorer", "scoring"):
    setattr(sys.modules["rouge_score"], part, sys.modules[f"rouge_score.{part}"])

import lm_eval
import lm_eval.tasks
from lm_eval.api.model import TemplateLM
from lm_eval.models.utils import handle_stop_sequences, normalize_gen_kwargs, postprocess_generated_text

# Where a task lies in lm_eval, its data sets, and the split that its examples come from, as the task 'openllm' has it.
TASKS = {
    "gsm8k": ("gsm8k/gsm8k.yaml", {"train": "gsm8k/train.jsonl", "test": "gsm8k/test.jsonl"}, "train", 5),
    "arc_challenge": ("arc/arc_easy.yaml", {"train": "ARC-V1-Feb2018-2/ARC-Challenge/ARC-Challenge-Train.jsonl",
                                            "validation": "ARC-V1-Feb2018-2/ARC-Challenge/ARC-Challenge-Test.jsonl",
                                            "test": "ARC-V1-Feb2018-2/ARC-Challenge/ARC-Challenge-Test.jsonl"}, "train", 25),
    "hellaswag": ("hellaswag/hellaswag.yaml", {"train": "hellaswag/hellaswag_train.jsonl", "validation": "hellaswag/hellaswag_val.jsonl"},
                  "train", 10),
    "winogrande": ("winogrande/default.yaml", {"train": "winogrande_1.1/train_xl.jsonl", "validation": "winogrande_1.1/dev.jsonl"}, "train", 5),
    "truthfulqa_mc1": ("truthfulqa/truthfulqa_mc1.yaml", {"validation": "truthfulqa/mc_task.json"}, None, 0),
    "truthfulqa_mc2": ("truthfulqa/truthfulqa_mc2.yaml", {"validation": "truthfulqa/mc_task.json"}, None, 0),
}


def documents(file):
    """The documents of a published file in the hub's form."""
    if file.suffix == ".csv":
        with open(file, newline="", encoding="utf-8") as rows:
            for row in csv.reader(rows):
                if row and row[0] != "question":
                    answer = "ABCD".index(row[5]) if row[5] in "ABCD" else int(row[5])
                    yield {"question": row[0], "choices": row[1:5], "answer": answer}
        return
    text = file.read_text("utf-8")
    for doc in json.loads(text) if file.suffix == ".json" else map(json.loads, text.splitlines()):
        if isinstance(doc.get("question"), dict):  # ARC
            choices = doc["question"]["choices"]
            doc = {"question": doc["question"]["stem"], "answerKey": doc["answerKey"],
                   "choices": {"text": [c["text"] for c in choices], "label": [c["label"] for c in choices]}}
        for name in ("mc1_targets", "mc2_targets"):  # TruthfulQA
            if name in doc:
                doc[name] = {"choices": list(doc[name]), "labels": list(doc[name].values())}
        doc.pop("mc0_targets", None)
        yield doc


def write_task(name, data):
    """lm_eval's own task, with local data sets."""
    home = pathlib.Path(lm_eval.tasks.__file__).parent
    if name.startswith("mmlu_"):
        part = name.removeprefix("mmlu_")
        yaml, files, split, shots = f"mmlu/default/{name}.yaml", {"test": f"mmlu/test/{part}_test.csv", "dev": f"mmlu/dev/{part}_dev.csv"}, None, 5
    else:
        yaml, files, split, shots = TASKS[name]
    folder = FOLDER / "tasks" / name
    shutil.copytree((home / yaml).parent, folder, ignore=shutil.ignore_patterns("*.yaml", "_mmlu*"))
    text = (home / yaml).read_text("utf-8")
    while found := re.search(r'^"?include"?: *"?([^"\n]+)"?$', text, re.M):
        text = text.replace(found.group(0), "") + "\n" + "\n".join(
            line for line in split_keys((home / yaml).parent / found.group(1), text))
    text = re.sub(r'^"?(dataset_path|dataset_name|task|tag|num_fewshot)"?:.*(\n +- .*)*$', "", text, flags=re.M)
    kept = []
    for kind, file in files.items():
        target = folder / f"{kind}.jsonl"
        target.write_text("".join(json.dumps(doc) + "\n" for doc in documents(data / file)), "utf-8")
        kept.append(f"    {kind}: {target}")
    head = [f"task: cria_{name}", "dataset_path: json", "dataset_kwargs:", "  data_files:", *kept, f"num_fewshot: {shots}"]
    if split:
        head.append(f"fewshot_split: {split}")
    (folder / f"{name}.yaml").write_text("\n".join(head) + "\n" + text, "utf-8")


def split_keys(file, including):
    """The members of an included file that the including one has not."""
    own = set(re.findall(r'^"?(\w+)"?:', including, re.M))
    keep = True
    for line in file.read_text("utf-8").splitlines():
        key = re.match(r'^"?(\w+)"?:', line)
        keep = key.group(1) not in own if key else keep
        if keep:
            yield line


class Scores(TemplateLM):
    """A model whose logits come from another process."""

    def __init__(self, python, file, bos):
        super().__init__()
        self.process = subprocess.Popen([python, HERE / "transformers_scores.py", file], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.info = self.ask("info")
        self.bos = bos

    def ask(self, what, **given):
        self.process.stdin.write(json.dumps({"do": what, **given}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    @property
    def eot_token_id(self):
        return self.info["eos"]

    @property
    def prefix_token_id(self):
        return self.info["bos"]

    def tok_encode(self, string, add_special_tokens=None, **kwargs):
        ids = self.ask("encode", text=string)
        begins = add_special_tokens is None and self.bos and not string.startswith(self.info["bos_text"])
        return [self.info["bos"], *ids] if begins else ids

    def _loglikelihood_tokens(self, requests, disable_tqdm=False, **kwargs):
        same = {}  # choices of one token are read off one row
        for number, (_, context, continuation) in enumerate(requests):
            tokens = (context + continuation)[-(self.info["most"] + 1):][:-1]
            same.setdefault(tuple(tokens), []).append((number, continuation))
        found = [None] * len(requests)
        for tokens, asked in same.items():
            scores = self.ask("score", tokens=tokens, targets=[continuation for _, continuation in asked])
            for (number, _), (values, greedy) in zip(asked, scores):
                found[number] = (sum(values), greedy)
        return found

    def loglikelihood_rolling(self, requests, disable_tqdm=False):
        raise NotImplementedError

    def generate_until(self, requests, disable_tqdm=False):
        groups = {}  # written beside each other
        for number, request in enumerate(requests):
            context, settings = request.args
            settings = normalize_gen_kwargs(dict(settings), 256)
            until = handle_stop_sequences(settings.pop("until", None), eos=self.info["eos_text"])
            most = settings.pop("max_gen_toks")
            tokens = self.tok_encode(context)[-(self.info["most"] - most):]
            groups.setdefault((most, tuple(until)), []).append((len(tokens), number, tokens))
        found = [None] * len(requests)
        for (most, until), asked in groups.items():
            asked.sort()
            for start in range(0, len(asked), TOGETHER):
                part = asked[start:start + TOGETHER]
                texts = self.ask("write", prompts=[tokens for _, _, tokens in part], most=most, until=until)
                for (_, number, _), text in zip(part, texts):
                    found[number] = postprocess_generated_text(text, list(until), None)
        return found


def own_back_end(file, batch, bos):
    """lm_eval's own, which reads each prompt whole."""
    import transformers.modeling_gguf_pytorch_utils
    transformers.modeling_gguf_pytorch_utils.is_gguf_available = lambda *args, **names: True  # Debian's has no version
    from lm_eval.models.huggingface import HFLM
    return HFLM(pretrained=str(file.parent), gguf_file=file.name, dtype="float32", device="cpu", batch_size=batch,
                add_bos_token=bos)


def digest(texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def lines(name, samples, model):
    """Of several filters each gives a sample; they are one question."""
    questions = {}
    for sample in samples:
        pairs = [[argument for argument in pair if isinstance(argument, str)] for pair in sample["arguments"]]
        question = questions.setdefault(sample["doc_id"], {"texts": [text for pair in pairs for text in pair], "answers": [], "scores": []})
        if len(pairs[0]) == 2:
            question["answers"] = [f"{response[0][0]:.5f}/{len(model._encode_pair(*pair)[1])}"
                                   for pair, response in zip(pairs, sample["resps"])]
        else:
            question["answers"] = [digest([sample["resps"][0][0]])]
        question["scores"] += [f"{metric},{sample['filter']}={float(sample[metric]):.6g}" for metric in sample["metrics"]]
    for doc, question in questions.items():
        yield "\t".join([name, str(doc), digest(question["texts"]), *question["answers"], *question["scores"]])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--torch", default=sys.executable)
    parser.add_argument("--hf", type=int, metavar="BATCH")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--without-bos", action="store_true")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("tasks", nargs="+")
    given = parser.parse_args()
    for name in given.tasks:
        write_task(name, given.data)
    manager = lm_eval.tasks.TaskManager(include_path=str(FOLDER / "tasks"))
    if given.hf:
        model = own_back_end(given.file.resolve(), given.hf, not given.without_bos)
    else:
        model = Scores(given.torch, given.file, not given.without_bos)
    with open(given.out, "w", encoding="utf-8") as out:
        for name in given.tasks:
            start = time.monotonic()
            done = lm_eval.simple_evaluate(model=model, tasks=[f"cria_{name}"], limit=given.limit, task_manager=manager, log_samples=True,
                                           bootstrap_iters=0)
            print(f"{name}: {time.monotonic() - start:.1f} s", flush=True)
            for line in lines(name, done["samples"][f"cria_{name}"], model):
                print(line, file=out, flush=True)
    if not given.hf:
        model.process.stdin.close()
    shutil.rmtree(FOLDER)


if __name__ == "__main__":
    main()
