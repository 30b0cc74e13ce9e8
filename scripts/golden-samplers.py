#!/usr/bin/env python3
"""Writes the golden file of the samplers: what those of llama.cpp leave of 200 vectors of logits.

    scripts/golden-samplers.py libllama.so [FILE] [--runner COMMAND]

Needs g++ and llama.cpp's library. The default FILE is where the test looks; --runner goes before the command that is run, for a library
that needs another loader than this system's. A line is: sampler, vector, candidates left, the sum of their ids, the sum of their logits.
Vectors and texts come from a generator of 64 bits, so that the test makes the same ones.
"""
import argparse
import pathlib
import shlex
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DEFAULT = HERE.parent / "model/src/test/resources/org/cria/model/sample/llama-cpp-samplers.txt"

SOURCE = r"""
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <dlfcn.h>
#include <functional>
#include <string>
#include <vector>

struct token_data { int32_t id; float logit; float p; };
struct token_array { token_data * data; size_t size; int64_t selected; bool sorted; };
struct sampler;

static void * library;
template <typename F> static F find(const char * name) {
    void * found = dlsym(library, name);
    if (!found) { fprintf(stderr, "the library has no %s\n", name); exit(1); }
    return (F) found;
}

static uint64_t state;
static uint32_t next24() {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t) (state >> 40);
}

int main(int count, char ** words) {
    library = dlopen(words[1], RTLD_NOW | RTLD_GLOBAL);
    if (!library) { fprintf(stderr, "%s\n", dlerror()); return 1; }
    auto apply = find<void (*)(sampler *, token_array *)>("llama_sampler_apply");
    auto accept = find<void (*)(sampler *, int32_t)>("llama_sampler_accept");
    auto release = find<void (*)(sampler *)>("llama_sampler_free");
    auto topK = find<sampler * (*)(int32_t)>("llama_sampler_init_top_k");
    auto topP = find<sampler * (*)(float, size_t)>("llama_sampler_init_top_p");
    auto minP = find<sampler * (*)(float, size_t)>("llama_sampler_init_min_p");
    auto typical = find<sampler * (*)(float, size_t)>("llama_sampler_init_typical");
    auto sigma = find<sampler * (*)(float)>("llama_sampler_init_top_n_sigma");
    auto xtc = find<sampler * (*)(float, float, size_t, uint32_t)>("llama_sampler_init_xtc");
    auto temperature = find<sampler * (*)(float, float, float)>("llama_sampler_init_temp_ext");
    auto first = find<sampler * (*)(int32_t, uint32_t, float, float, int32_t)>("llama_sampler_init_mirostat");
    auto second = find<sampler * (*)(uint32_t, float, float)>("llama_sampler_init_mirostat_v2");
    auto penalties = find<sampler * (*)(int32_t, int32_t, float, float, float)>("llama_sampler_init_penalties");
    auto dry = find<sampler * (*)(float, float, int32_t, int32_t, const std::vector<std::vector<int32_t>> &)>(
        "_Z30llama_sampler_init_dry_testingffiiRKSt6vectorIS_IiSaIiEESaIS1_EE");

    std::vector<std::pair<std::string, std::function<sampler *(int)>>> all = {
        {"penalties 20 1.3 0.2 0.1", [&](int size) { return penalties(size, 20, 1.3f, 0.2f, 0.1f); }},
        {"dry 0.8 1.75 2 1000 broken", [&](int) { return dry(0.8f, 1.75f, 2, 1000, {{3}, {4, 5}}); }},
        {"dry 1.5 2 1 30", [&](int) { return dry(1.5f, 2.f, 1, 30, {{99}}); }},
        {"top-n-sigma 1", [&](int) { return sigma(1.f); }},
        {"top-n-sigma 0.3", [&](int) { return sigma(0.3f); }},
        {"top-k 7", [&](int) { return topK(7); }},
        {"typical 0.7", [&](int) { return typical(0.7f, 1); }},
        {"top-p 0.9", [&](int) { return topP(0.9f, 1); }},
        {"min-p 0.05", [&](int) { return minP(0.05f, 1); }},
        {"xtc 1 0.1", [&](int) { return xtc(1.f, 0.1f, 0, 1); }},
        {"xtc 1 0.02", [&](int) { return xtc(1.f, 0.02f, 0, 1); }},
        {"temp 0.8 0.5 1", [&](int) { return temperature(0.8f, 0.5f, 1.f); }},
        {"temp 1 2 0.5", [&](int) { return temperature(1.f, 2.f, 0.5f); }},
        {"mirostat 1 5", [&](int size) { return first(size, 1, 5.f, 0.1f, 100); }},
        {"mirostat 1 2", [&](int size) { return first(size, 1, 2.f, 0.1f, 100); }},
        {"mirostat 2 5", [&](int) { return second(1, 5.f, 0.1f); }},
        {"mirostat 2 1.5", [&](int) { return second(1, 1.5f, 0.1f); }},
    };
    for (auto & each : all) {
        for (int v = 0; v < 200; v++) {
            state = v;
            int size = 2 + v * 37 % 300;
            std::vector<token_data> data(size);
            for (int i = 0; i < size; i++) {
                float t = (float) next24() / 8388608.f - 1.f;
                float logit = t * t;
                logit = logit * t;
                logit = logit * (float) (1 + v % 16);
                data[i] = {i, logit, 0.f};
            }
            sampler * one = each.second(size);
            int said = 30 + v % 70;
            for (int i = 0; i < said; i++) {
                accept(one, next24() % 8);
            }
            token_array array = {data.data(), data.size(), -1, false};
            apply(one, &array);
            long ids = 0;
            int left = 0;
            double sum = 0;
            for (size_t i = 0; i < array.size; i++) {
                if (array.data[i].logit != -INFINITY) {
                    left++;
                    ids += array.data[i].id;
                    sum += array.data[i].logit;
                }
            }
            printf("%s\t%d\t%d\t%ld\t%.9g\n", each.first.c_str(), v, left, ids, sum);
            release(one);
        }
    }
}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], allow_abbrev=False)
    parser.add_argument("library", metavar="libllama.so")
    parser.add_argument("file", nargs="?", type=pathlib.Path, default=DEFAULT)
    parser.add_argument("--runner", default="", metavar="COMMAND")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "samplers.cpp")
        program = pathlib.Path(folder, "samplers")
        source.write_text(SOURCE)
        subprocess.run(["g++", "-O1", "-ffp-contract=off", "-o", program, source, "-ldl"], check=True)
        done = subprocess.run(
            [*shlex.split(options.runner), program, options.library], check=True, stdout=subprocess.PIPE, text=True)
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(done.stdout)
    print(f"{options.file}: {done.stdout.count(chr(10))} lines")


if __name__ == "__main__":
    main()
