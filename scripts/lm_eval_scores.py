#!/usr/bin/env python3
"""Runs EleutherAI's lm_eval (local-completions) on two small tasks against 'cria serve' and compares what it finds.

    python lm_eval_scores.py URL MODEL FOLDER [FILE]

Its scores have to equal those that follow from the server's own log-probabilities, asked for here; with FILE, the model's GGUF file, every
log-likelihood has to be within 1e-3 of llama.cpp's (llama-server in the PATH). The Python that runs this has lm_eval. FOLDER gets the tasks.
"""

import json
import math
import os
import pathlib
import sys
import urllib.request

from llama_server import Server

FOLDER = pathlib.Path(sys.argv[3])
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=str(FOLDER / "hf"))  # read when it is imported

import lm_eval
import lm_eval.tasks

URL, MODEL = sys.argv[1:3]
TOLERANCE = 1e-3
CHOICES = [
    ("Varick lives in", ["Umberly", "Oakham", "the sea"], 0),
    ("Once upon a time there was a little", ["girl", "of", "numbers"], 0),
    ("The sun is", ["hot and bright", "a cat", "under my shoe"], 0),
    ("Tim and his dog went to the", ["park", "because", "said"], 0),
    ("She was very happy and", ["smiled", "the", "dog"], 0),
]
TEXTS = [
    ("Once upon a time", " there was a little girl named Lily."),
    ("Tom had a big red ball.", " He liked to play with it in the park."),
    ("Varick lives in", " Umberly."),
]
CHOICE_TASK = """\
task: cria_choice
dataset_path: json
dataset_kwargs:
  data_files:
    test: {data}
test_split: test
output_type: multiple_choice
doc_to_text: "{{{{question}}}}"
doc_to_choice: choices
doc_to_target: answer
metric_list:
  - metric: acc
  - metric: acc_norm
"""
TEXT_TASK = """\
task: cria_text
dataset_path: json
dataset_kwargs:
  data_files:
    test: {data}
test_split: test
output_type: loglikelihood
doc_to_text: "{{{{begin}}}}"
doc_to_target: "{{{{end}}}}"
target_delimiter: ""
metric_list:
  - metric: perplexity
    higher_is_better: false
  - metric: acc
"""


def post(path, body):
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def tokens(text):
    return post("/tokenize", {"model": MODEL, "prompt": text, "add_special_tokens": False})["tokens"]


class Likelihood:
    """How likely a text goes on with another, from the server's log-probabilities of the prompt's own tokens."""

    def __init__(self, context, continuation):
        self.ids = tokens(context + continuation)
        self.begin = len(tokens(context))
        answer = post("/v1/completions", {"model": MODEL, "prompt": self.ids, "max_tokens": 0, "echo": True, "logprobs": 1})
        found = answer["choices"][0]["logprobs"]
        own, best = found["token_logprobs"][self.begin:], found["top_logprobs"][self.begin:]
        self.value = sum(own)
        self.greedy = all(value == max(top.values()) for value, top in zip(own, best))

    def of_llama(self, llama):
        """The same from llama.cpp, a token at a time: its server tells of the next token only."""
        total = 0.0
        for end in range(self.begin, len(self.ids)):
            answer = llama.post("/completion", {
                "prompt": self.ids[:end], "n_predict": 1, "n_probs": 100000, "temperature": 0, "cache_prompt": False})
            entries = answer["completion_probabilities"][0]["top_logprobs"]
            total += next(entry["logprob"] for entry in entries if entry["id"] == self.ids[end])
        return total


def write_tasks():
    folder = FOLDER / "tasks"
    folder.mkdir(parents=True, exist_ok=True)
    docs = {"choice": [dict(question=q, choices=c, answer=a) for q, c, a in CHOICES],
            "text": [dict(begin=b, end=e) for b, e in TEXTS]}
    for name, template in (("choice", CHOICE_TASK), ("text", TEXT_TASK)):
        data = folder / f"{name}.jsonl"
        data.write_text("".join(json.dumps(doc) + "\n" for doc in docs[name]))
        (folder / f"{name}.yaml").write_text(template.format(data=data.absolute()))
    return folder


def evaluate(tasks):
    """The scores and the log-likelihoods that lm_eval finds, the latter by context and continuation."""
    arguments = f"model={MODEL},base_url={URL}/v1/completions,tokenizer_backend=remote,num_concurrent=4,max_retries=1"
    done = lm_eval.simple_evaluate(
        model="local-completions", model_args=arguments, tasks=["cria_choice", "cria_text"],
        task_manager=lm_eval.tasks.TaskManager(include_path=str(tasks)), log_samples=True)
    found = {}
    for task in ("cria_choice", "cria_text"):
        for sample in done["samples"][task]:
            for asked, response in zip(sample["arguments"], sample["resps"]):
                found[tuple(asked[:2])] = float(response[0][0])
    return done["results"], found


def own_scores():
    """The same, computed here."""
    found, right, right_by_length = {}, 0, 0
    for question, choices, answer in CHOICES:
        values = []
        for choice in choices:
            found[question, " " + choice] = Likelihood(question, " " + choice)
            values.append(found[question, " " + choice].value)
        by_length = [value / len(choice) for value, choice in zip(values, choices)]
        right += values.index(max(values)) == answer
        right_by_length += by_length.index(max(by_length)) == answer
    for begin, end in TEXTS:
        found[begin, end] = Likelihood(begin, end)
    texts = [found[text] for text in TEXTS]
    return {
        ("cria_choice", "acc"): right / len(CHOICES),
        ("cria_choice", "acc_norm"): right_by_length / len(CHOICES),
        ("cria_text", "perplexity"): math.exp(-sum(text.value for text in texts) / len(texts)),
        ("cria_text", "acc"): sum(text.greedy for text in texts) / len(texts),
    }, found


def main():
    results, found = evaluate(write_tasks())
    scores, likelihoods = own_scores()
    wrong = []
    for (task, metric), expected in scores.items():
        value = results[task][metric + ",none"]
        if abs(value - expected) > 1e-9 * max(1, abs(expected)):
            wrong.append(f"{task} {metric}: lm_eval has {value}, the server's log-probabilities give {expected}")
    if found.keys() != likelihoods.keys():
        wrong.append(f"lm_eval asked for {found.keys() ^ likelihoods.keys()}")
    for text in found.keys() & likelihoods.keys():
        if abs(found[text] - likelihoods[text].value) > 1e-6:
            wrong.append(f"{text}: lm_eval has {found[text]}, the server {likelihoods[text].value}")
    beside = ""
    if len(sys.argv) > 4:
        with Server(sys.argv[4], "-ctk", "f32", "-ctv", "f32", "-fa", "off") as llama:
            apart = {text: abs(each.value - each.of_llama(llama)) for text, each in likelihoods.items()}
        worst = max(apart, key=apart.get)
        beside = f"; {len(apart)} log-likelihoods at most {apart[worst]:.1e} from llama.cpp's"
        if apart[worst] > TOLERANCE:
            wrong.append(f"{worst}: {apart[worst]} from llama.cpp's, expected at most {TOLERANCE}")
    if wrong:
        sys.exit("\n".join(wrong))
    shown = ", ".join(f"{task} {metric} {value:.4f}" for (task, metric), value in scores.items())
    print(f"as expected: lm_eval with {MODEL}: {shown}{beside}")


main()
