#!/usr/bin/env python3
"""Writes the golden file of the grammars: which texts llama.cpp's parser and its stacks accept.

    scripts/golden-grammars.py libllama.so [FILE] [--runner COMMAND]

Needs g++ and llama.cpp's library. The default FILE is where the test looks; --runner goes before the command that is run, for a library
that needs another loader than this system's. Lines are: `grammar TEXT`, then `yes TEXT` and `no TEXT` for it, or `refused` where it is
none; characters outside of ASCII and backslashes are escaped as in Java.
"""
import argparse
import pathlib
import random
import shlex
import struct
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DEFAULT = HERE.parent / "model/src/test/resources/org/cria/model/grammar/llama-cpp-grammars.txt"

SOURCE = r"""
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <string>
#include <vector>

template <typename F> static F find(void * library, const char * name) {
    void * found = dlsym(library, name);
    if (!found) { fprintf(stderr, "the library has no %s\n", name); exit(1); }
    return (F) found;
}
static bool number(uint32_t & n) { return fread(&n, 4, 1, stdin) == 1; }

int main(int count, char ** words) {
    void * library = dlopen(words[1], RTLD_NOW | RTLD_GLOBAL);
    if (!library) { fprintf(stderr, "%s\n", dlerror()); return 1; }
    auto make = find<void * (*)(const void *, const char *, const char *, bool, const char **, size_t, const int32_t *, size_t)>(
        library, "_Z23llama_grammar_init_implPK11llama_vocabPKcS3_bPS3_mPKim");
    auto release = find<void (*)(void *)>(library, "_Z23llama_grammar_free_implP13llama_grammar");
    auto accept = find<void (*)(void *, uint32_t)>(library, "_Z20llama_grammar_acceptP13llama_grammarj");
    auto stacks = find<std::vector<std::vector<const void *>> & (*)(void *)>(library, "_Z24llama_grammar_get_stacksP13llama_grammar");
    uint32_t length;
    while (number(length)) {
        std::string grammar(length, ' ');
        fread(&grammar[0], 1, length, stdin);
        uint32_t texts;
        number(texts);
        void * probe = make(nullptr, grammar.c_str(), "root", false, nullptr, 0, nullptr, 0);
        putchar(probe ? '+' : '-');
        if (probe) { release(probe); }
        for (uint32_t t = 0; t < texts; t++) {
            uint32_t characters;
            number(characters);
            void * one = probe ? make(nullptr, grammar.c_str(), "root", false, nullptr, 0, nullptr, 0) : nullptr;
            bool alive = one;
            for (uint32_t i = 0; i < characters; i++) {
                uint32_t c;
                number(c);
                if (alive) {
                    accept(one, c);
                    alive = !stacks(one).empty();
                }
            }
            bool ends = false;
            if (alive) {
                for (auto & stack : stacks(one)) { ends |= stack.empty(); }
            }
            putchar(ends ? '1' : '0');
            if (one) { release(one); }
        }
        putchar('\n');
    }
}
"""

# Written down by hand: each kind of thing that the notation has.
WRITTEN = [
    ('root ::= "yes" | "no"', ["yes", "no", "", "maybe", "yesno"]),
    ("root ::= [a-z]+ [0-9]*", ["a", "abc12", "1", "a1b", ""]),
    ("root ::= [^\"\\\\]* \"\\\"\"", ['abc"', '"', 'a"b"', "a\\\"", "é\n\""]),
    ("root ::= item (\", \" item)*\nitem ::= [a-z]+ # a comment\n", ["a", "a, b", "a, ", "a,b", "ab, cd, e"]),
    ("root ::= \"a\"{3}", ["aaa", "aa", "aaaa", ""]),
    ("root ::= \"ab\"{1,2} \"c\"?", ["ab", "abab", "ababab", "abc", "ababc", "c"]),
    ("root ::= [0-9]{2,}", ["1", "12", "123456", ""]),
    ("root ::= \"x\"{0,3}", ["", "x", "xxx", "xxxx"]),
    ("root ::= (\"a\" | \"b\")+ | \"c\"", ["a", "abba", "c", "cc", "ac"]),
    ("root ::= .", ["a", "é", "\n", "", "ab", "🦙"]),
    ("root ::= \".\" . \"]\"", [".a]", ".]]", "a.]", ".]"]),
    ("root ::= [\\x41-\\x43\\u00e9\\U0001F999]+", ["ABC", "é", "🦙A", "D", "e"]),
    ("root ::= \"\\t\\n\\r\\\\\\\"\"", ["\t\n\r\\\"", "tnr"]),
    ("root ::= [a\\]\\[-]+", ["a", "]", "[", "-", "b", "a-]"]),
    ("root ::= \"(\" root \")\" | \"\"", ["", "()", "((()))", "(()", "())"]),
    ("root ::= left right\nleft ::= \"a\" left | \"\"\nright ::= \"b\" right | \"b\"", ["b", "aab", "aa", "abbb", "ba"]),
    ("root ::= (\n  \"one\" |\n  \"two\"  # the second\n)\n", ["one", "two", "onetwo"]),
    ("root   ::=\n   \"far\"   \n\n\n", ["far", "fa"]),
    ("root ::= a-1 A\na-1 ::= \"1\"\nA ::= \"2\"", ["12", "21"]),
    ("root ::= \"\"", ["", "a"]),
    ("root ::= \"a\" | | \"b\"", ["", "a", "b"]),
    ("root ::= [^a]", ["b", "a", "\n", "é"]),
    ("root ::= (\"a\"+)?", ["", "aaa"]),
    ("root ::= \"a\"+?", ["", "aaa", "b"]),
    ("root ::= \"日本\" [ぁ-ゟ]*", ["日本", "日本ぁゟ", "日", "日本a"]),
    ("# first a comment\nroot ::= \"a\" # and one more\n# and a last one", ["a", ""]),
    ('root ::= object\nvalue ::= object | array | string | number | "true" | "false" | "null"\n'
     'object ::= "{" ws (string ":" ws value ("," ws string ":" ws value)*)? "}" ws\n'
     'array ::= "[" ws (value ("," ws value)*)? "]" ws\n'
     'string ::= "\\"" ([^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\bfnrt] | "u" [0-9a-fA-F]{4}))* "\\"" ws\n'
     'number ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]+)? ([eE] [-+]? [0-9]+)? ws\nws ::= | " " | "\\n" [ \\t]{0,20}',
     ["{}", '{"a": 1}', '{"a":[1,2,{"b":null}]}', '{"a":1,}', "[]", '{"a": "\\u00e9\\n"}', '{"a": "\\q"}', '{"a": 01}',
      '{"a": -1.5e+10 }', '{"a" 1}', '{"é🦙":"日本"}']),
]
REFUSED = [
    "", "x ::= \"a\"", "root ::= missing", "root ::= root \"a\" | \"b\"", "root ::= a\na ::= b \"x\"\nb ::= a | \"y\"",
    "root ::= (\"a\"?)*", "root ::= \"a", "root ::= [a", "root ::= (\"a\"", "root ::= \"a\")", "root \"a\"", "root ::= *",
    "root ::= \"a\"{2", "root ::= \"a\"{2,x}", "root ::= \"\\q\"", "root ::= \"\\x4\"", "root ::= \"a\" {3001}", "root ::= \"a\"\nroot",
    "root ::= \"a\"\n| \"b\"",
]

LETTERS = ["a", "b", "0", "1", " ", "é", "\n", "日"]


class Random:
    """Grammars in which rules refer to later ones, or to themselves behind something."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.names = ["root", "one", "two", "three"][: self.r.randint(1, 4)]

    def grammar(self):
        self.bodies = [self.alternatives(i, 2) for i in range(len(self.names))]
        return "\n".join(f"{name} ::= {self.text(body)}" for name, body in zip(self.names, self.bodies))

    def alternatives(self, rule, depth):
        return ("or", [self.sequence(rule, depth) for _ in range(self.r.randint(1, 3))])

    def sequence(self, rule, depth):
        parts = [self.part(rule, depth) for _ in range(self.r.randint(1, 3))]
        if self.r.random() < 0.15:
            parts = [("text", self.r.choice(LETTERS[:4]))] + parts + [("?", ("rule", rule))]
        return ("and", parts)

    def part(self, rule, depth):
        kind = self.r.random()
        if kind < 0.35 or depth == 0:
            return ("text", "".join(self.r.choices(LETTERS, k=self.r.randint(1, 3))))
        if kind < 0.55:
            return ("set", self.r.random() < 0.2, self.r.sample(LETTERS[:6], self.r.randint(1, 3)))
        if kind < 0.7 and rule + 1 < len(self.names):
            return ("rule", self.r.randint(rule + 1, len(self.names) - 1))
        inner = ("and", [("text", self.r.choice(LETTERS))]) if self.r.random() < 0.5 else self.alternatives(rule, depth - 1)
        return (self.r.choice(["?", "*", "+", "{2}", "{1,2}", "{0,2}", "{1,}", "()"]), inner)

    def text(self, node):
        kind = node[0]
        if kind == "or":
            return " | ".join(self.text(each) for each in node[1])
        if kind == "and":
            return " ".join(self.text(each) for each in node[1])
        if kind == "text":
            return '"' + node[1].replace("\n", "\\n") + '"'
        if kind == "set":
            return "[" + ("^" if node[1] else "") + "".join(node[2]).replace("\n", "\\n") + "]"
        if kind == "rule":
            return self.names[node[1]]
        return "(" + self.text(node[1]) + ")" + ("" if kind == "()" else kind)

    def sample(self, node, budget):
        kind = node[0]
        if kind == "or":
            return self.sample(self.r.choice(node[1]), budget)
        if kind == "and":
            return "".join(self.sample(each, budget) for each in node[1])
        if kind == "text":
            return node[1]
        if kind == "set":
            return self.r.choice([c for c in LETTERS if (c in node[2]) != node[1]])
        if kind == "rule":
            return self.sample(self.bodies[node[1]], budget - 1) if budget > 0 else ""
        times = {"?": (0, 1), "*": (0, 3), "+": (1, 3), "{2}": (2, 2), "{1,2}": (1, 2), "{0,2}": (0, 2), "{1,}": (1, 3), "()": (1, 1)}[kind]
        return "".join(self.sample(node[1], budget - 1) for _ in range(self.r.randint(*times) if budget > 0 else times[0]))

    def texts(self):
        texts = []
        for _ in range(5):
            text = self.sample(self.bodies[0], 4)[:40]
            texts.append(text)
            place = self.r.randint(0, len(text))
            texts.append(self.r.choice([text[:place], text[:place] + self.r.choice(LETTERS) + text[place:], text[:place] + text[place + 1:]]))
        return list(dict.fromkeys(texts))


def escaped(text):
    return "".join(c if " " <= c <= "~" and c != "\\" else "".join(f"\\u{u:04x}" for u in struct.unpack(
        f"<{len(c.encode('utf-16-le')) // 2}H", c.encode("utf-16-le"))) for c in text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], allow_abbrev=False)
    parser.add_argument("library", metavar="libllama.so")
    parser.add_argument("file", nargs="?", type=pathlib.Path, default=DEFAULT)
    parser.add_argument("--runner", default="", metavar="COMMAND")
    options = parser.parse_args()
    cases = WRITTEN + [(grammar, []) for grammar in REFUSED]
    for seed in range(60):
        one = Random(seed)
        grammar = one.grammar()
        cases.append((grammar, one.texts()))
    data = bytearray()
    for grammar, texts in cases:
        encoded = grammar.encode()
        data += struct.pack("<I", len(encoded)) + encoded + struct.pack("<I", len(texts))
        for text in texts:
            data += struct.pack(f"<{len(text) + 1}I", len(text), *map(ord, text))
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "grammars.cpp")
        program = pathlib.Path(folder, "grammars")
        source.write_text(SOURCE)
        subprocess.run(["g++", "-O1", "-w", "-o", program, source, "-ldl"], check=True)
        done = subprocess.run([*shlex.split(options.runner), program, options.library], input=bytes(data), check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    lines = []
    answers = done.stdout.decode().splitlines()
    assert len(answers) == len(cases), (len(answers), len(cases))
    for (grammar, texts), answer in zip(cases, answers):
        lines.append("grammar " + escaped(grammar))
        if answer[0] == "-":
            lines.append("refused")
        else:
            lines += [("yes " if a == "1" else "no ") + escaped(text) for a, text in zip(answer[1:], texts)]
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text("\n".join(lines) + "\n")
    print(f"{options.file}: {len(cases)} grammars, {sum(line[:3] in ('yes', 'no ') for line in lines)} texts")


if __name__ == "__main__":
    main()
