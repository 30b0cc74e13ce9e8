#!/usr/bin/env python3
"""Writes what Python's jinja2 makes of generated conversations with the templates of real models, as hashes.

    scripts/golden-templates.py [CASES.json] [--show TEMPLATE NUMBER] [--language] [--trials] [--tools]

Needs jinja2 3.1 and a JDK that runs GeneratedConversations.java by itself. The environment is the one in which
transformers runs chat templates (transformers/utils/chat_template_utils.py): sandboxed and immutable, trim_blocks,
lstrip_blocks, loop controls, {% generation %}, tojson, raise_exception, strftime_now. Each line of the golden file is a
template's number, a conversation's number, and the SHA-256 of the text, or "error". --show prints one text instead.
--language writes language.txt again: below each template in JSON what it becomes in JSON, or "error".
--trials writes trials.txt: the name of each template beside the repository, a conversation, and what it becomes, in JSON.
--tools writes tools.txt: the name of a template that knows tools, what its model says to call one, and the SHA-256 of the
text in which the tool has answered, without the token that begins it, and with one space where there are several.
"""

import datetime
import hashlib
import json
import pathlib
import re
import subprocess
import sys

import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

ROOT = pathlib.Path(__file__).resolve().parent.parent
GENERATOR = ROOT / "cli/src/test/java/org/cria/cli/template/GeneratedConversations.java"
GOLDEN = ROOT / "cli/src/test/resources/template/conversations.txt"
LANGUAGE = GOLDEN.with_name("language.txt")
TRIALS = GOLDEN.with_name("trials.txt")
TOOLS = GOLDEN.with_name("tools.txt")
CALLS = {
    "Qwen/Qwen2.5-7B-Instruct": '<tool_call>\n{"name": "weather", "arguments": {"town": "Ulm"}}\n</tool_call>',
    "NousResearch/Hermes-2-Pro-Llama-3-8B (JSON Schema)": '<tool_call>\n{"name": "weather", "arguments": {"town": "Ulm"}}\n</tool_call>',
    "meta-llama/Llama-3.1-8B-Instruct": '{"name": "weather", "parameters": {"town": "Ulm"}}',
    "mistralai/Mistral-7B-Instruct-v0.3 (JSON Schema)": '[TOOL_CALLS] [{"name": "weather", "arguments": {"town": "Ulm"}}]',
}
NOW = datetime.datetime(2024, 7, 26, 12, 0)


class Generation(Extension):
    """A block that marks what a model is trained to say; it changes nothing here."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("inside"), [], [], body).set_lineno(line)

    def inside(self, caller):
        return caller()


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    made = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    made.filters["tojson"] = tojson
    made.globals["raise_exception"] = raise_exception
    made.globals["strftime_now"] = NOW.strftime
    return made


def rendered(template, data):
    """The text, or None where it fails."""
    try:
        return environment().from_string(template).render(**data)
    except Exception as error:  # whatever Python's types make of it
        if "--why" in sys.argv:
            print(type(error).__name__, error, file=sys.stderr)
        return None


def conversations():
    """With and without system text and a reply, with white space around texts."""
    system = {"role": "system", "content": " Be kind. "}
    said = [
        {"role": "user", "content": " Who are you?\n"},
        {"role": "assistant", "content": "  A llama.\n"},
        {"role": "user", "content": "Grüße 🦙"},
    ]
    tokens = {"bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": True}
    for before in ([], [system]):
        for count in (1, 3):
            yield tokens | {"messages": before + said[:count]}


def trials():
    lines = []
    for file in sorted((ROOT.parent / "shared/trials/templates").glob("*.jinja")):
        for data in conversations():
            text = rendered(file.read_text(), data)
            lines += [file.name, json.dumps(data, ensure_ascii=False), json.dumps(text, ensure_ascii=False)]
    TRIALS.write_text("\n".join(lines) + "\n")


def tools(cases):
    parameters = {"type": "object", "properties": {"town": {"type": "string"}}}
    function = {"name": "weather", "description": "of a town", "parameters": parameters}
    call = {"id": "123456789", "type": "function", "function": {"name": "weather", "arguments": {"town": "Ulm"}}}
    result = {"role": "tool", "content": "rain", "tool_call_id": call["id"], "name": "weather"}
    said = {"role": "assistant", "content": "", "tool_calls": [call]}
    messages = [{"role": "user", "content": "How is it in Ulm?"}, said, result]
    data = {"messages": messages, "tools": [{"type": "function", "function": function}], "add_generation_prompt": True}
    lines = []
    for case in cases:
        if case["name"] in CALLS:
            text = rendered(case["template"], data | {"bos_token": "<s>", "eos_token": "</s>"})
            plain = re.sub(" +", " ", text.removeprefix("<s>").strip())
            lines += [case["name"], json.dumps(CALLS[case["name"]]), hashlib.sha256(plain.encode()).hexdigest()]
            if sys.argv[-2:] == ["--show", case["name"]]:
                print(text)
    TOOLS.write_text("\n".join(lines) + "\n")


def main():
    if "--trials" in sys.argv:
        trials()
        return
    if "--language" in sys.argv:
        templates = LANGUAGE.read_text().splitlines()[::2]
        texts = [rendered(json.loads(template), {}) for template in templates]
        pairs = [f"{template}\n{'error' if text is None else json.dumps(text)}\n" for template, text in zip(templates, texts)]
        LANGUAGE.write_text("".join(pairs))
        return
    given = sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("--") else None
    cases = json.loads(pathlib.Path(given or ROOT.parent / "shared/templates/cases.json").read_text())
    if "--tools" in sys.argv:
        tools(cases)
        return
    lines = subprocess.run(
        ["java", str(GENERATOR), str(len(cases))], check=True, capture_output=True, text=True
    ).stdout.split("\n")[:-1]
    each = len(lines) // len(cases)
    out = []
    for template, case in enumerate(cases):
        tokens = {name: value for name, value in case["data"].items() if name.endswith("_token")}
        for number in range(each):
            data = json.loads(lines[template * each + number])
            text = rendered(case["template"], tokens | data)
            digest = "error" if text is None else hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            if sys.argv[-3:] == ["--show", str(template), str(number)]:
                print(json.dumps(data, ensure_ascii=False, indent=1), text, sep="\n", end="")
                return
            out.append(f"{template} {number} {digest}\n")
    GOLDEN.write_text("".join(out))


if __name__ == "__main__":
    main()
