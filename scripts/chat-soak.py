#!/usr/bin/env python3
"""Holds long conversations with `cria chat` in a small window and reports whether the system prompt is still followed, how much
memory the process takes, and whether anything went wrong.

    scripts/chat-soak.py [-m MODEL] [--turns 500] [--context 512] [--cria ./cria] [--only NAME]

Each instruction of the list below gets a conversation of its own: the program reads the messages from a pipe, one per line, and
answers them in turn; old exchanges go when the window is full. Answers are greedy, so a run can be repeated. Exits with 1 if the
share of answers that keep to their instruction is below --least, if a process failed, or if its memory grew in the second half.
"""
import argparse
import re
import subprocess
import sys
import threading

MESSAGES = [
    "Hello!", "What is 3 + 4?", "What is the opposite of hot?", "Which day comes after Monday?", "My name is Ada.",
    "How many legs does a dog have?", "What colour is snow?", "How are you today?", "What is the plural of leaf?",
    "What is my name?", "Which is larger, 12 or 31?", "Tell me a joke.", "What is the opposite of early?",
    "Count from 2 to 6.", "I live in Oakham.", "Which month comes before May?", "What is 5 plus 8?",
    "What colour is grass?", "Where do I live?", "What comes after 19?", "My favourite number is 17.", "Thank you!",
    "What is my favourite number?",
]


def words(text):
    return re.findall(r"\w+", text.lower())


def last(text):
    return lambda answer: words(answer)[-1:] == [text]


def pirate(answer):
    return bool({"arr", "ahoy", "aye", "matey"} & set(words(answer)))


def capitals(answer):
    return bool(answer.strip()) and answer == answer.upper()


INSTRUCTIONS = {
    "one word": ("Answer in one word.", lambda answer: len(words(answer)) == 1),
    "capital letters": ("Always answer in capital letters.", capitals),
    "last word": ("End every answer with over.", last("over")),
    "pirate": ("Talk like a pirate.", pirate),
    "numbers": ("Answer only with numbers.", lambda answer: bool(words(answer)) and all(w.isdigit() for w in words(answer))),
    "name": ("Call the user Captain.", lambda answer: "captain" in words(answer)),
    "capitals, name": (
        "Always answer in capital letters. Call the user Doctor.",
        lambda answer: capitals(answer) and "doctor" in words(answer),
    ),
    "pirate, last word": (
        "Talk like a pirate. End every answer with amen.",
        lambda answer: pirate(answer) and last("amen")(answer),
    ),
}


def resident(pid):
    """In MiB; None where the process has just ended."""
    with open(f"/proc/{pid}/status") as status:
        return next((int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS")), None)


def conversation(options, system):
    command = [options.cria, "chat", "-c", str(options.context), "-n", "48", "--temp", "0", "--system", system]
    command += ["-m", options.model] if options.model else []
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    answers, memory, errors, forgotten = [], [], [], []

    def read_answers():
        answers.extend(line.rstrip("\n") for line in process.stdout)

    reader = threading.Thread(target=read_answers)
    reader.start()

    def ask():
        for turn in range(options.turns):
            process.stdin.write(MESSAGES[turn % len(MESSAGES)] + "\n")
        process.stdin.close()

    writer = threading.Thread(target=ask)
    writer.start()
    statistics = 0
    for line in process.stderr:
        if line.startswith("[ Prompt:"):
            statistics += 1
            if statistics % max(1, options.turns // 10) == 0:
                memory += [size for size in [resident(process.pid)] if size]
        elif "forgotten" in line:
            found = re.search(r"(\d+) oldest", line)
            forgotten.append(int(found.group(1)) if found else 1)
        elif not line.startswith("WARNING: Using incubator"):
            errors.append(line.rstrip("\n"))
    writer.join()
    reader.join()
    code = process.wait()
    if code != 0 or statistics != options.turns:
        errors.append(f"exit code {code} after {statistics} answers")
    return answers, memory, sum(forgotten), errors


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("-m", dest="model")
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--context", type=int, default=512)
    parser.add_argument("--cria", default="./cria")
    parser.add_argument("--only")
    parser.add_argument("--least", type=float, default=0.85)
    options = parser.parse_args()
    kept_in_all, turns_in_all, failed = 0, 0, False
    for name, (system, keeps) in INSTRUCTIONS.items():
        if options.only and name != options.only:
            continue
        answers, memory, forgotten, errors = conversation(options, system)
        # An answer of several lines would shift all that follow; the built-in model gives none.
        kept = sum(1 for answer in answers[: options.turns] if keeps(answer))
        late = sum(1 for answer in answers[-100:] if keeps(answer))
        grew = memory[-1] - memory[len(memory) // 2] if memory else 0
        print(
            f"{name}: {kept} of {options.turns} answers kept ({100 * kept / options.turns:.1f} %), of the last 100 {late};"
            f" {forgotten} exchanges forgotten; MiB at each tenth: {' '.join(map(str, memory))}",
            flush=True)
        for error in errors[:5]:
            print("  " + error, flush=True)
        kept_in_all += kept
        turns_in_all += options.turns
        failed |= bool(errors) or grew > 32 or len(answers) != options.turns
    print(f"in all: {100 * kept_in_all / turns_in_all:.1f} % of {turns_in_all} answers kept to their instruction")
    sys.exit(1 if failed or kept_in_all < options.least * turns_in_all else 0)


if __name__ == "__main__":
    main()
