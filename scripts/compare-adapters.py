#!/usr/bin/env python3
"""Compares what Cria makes of models with LoRA adapters with what transformers and peft make of them: logits in F32.

    scripts/compare-adapters.py [--classes DIR] [WORKDIR]

Models and adapters are seeded and random: all linear layers, rsLoRA, patterns of ranks and alphas, embeddings and output. They are written
into WORKDIR (default: a temporary folder). DIR has the compiled classes of each module, kernels/target/classes and so on (default: the
repository, after 'mvn test-compile'). Needs Python with torch, transformers and peft; peft 0.21.0 was tried. Ends with 1 where a logit is
further off than 1e-4 of the largest.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent
MODULES = ("test-models", "kernels", "model")
TOKENS = [1] + [3 + (7 * i * i + 11 * i) % 250 for i in range(31)]
BAR = 1e-4
ADAPTERS = {
    "plain": dict(r=8, lora_alpha=16, target_modules="all-linear"),
    "rslora": dict(r=6, lora_alpha=9, use_rslora=True, target_modules=["q_proj", "k_proj", "v_proj", "down_proj"]),
    "pattern": dict(r=4, lora_alpha=8, rank_pattern={"q_proj": 7, "up_proj": 2}, alpha_pattern={"q_proj": 3, "layers.1.mlp.up_proj": 30},
                    target_modules="all-linear"),
    "embeddings": dict(r=4, lora_alpha=8, target_modules=["q_proj", "embed_tokens", "lm_head"]),
}


def java(classes, main, *arguments):
    java_home = os.environ.get("JAVA_HOME")
    paths = [str(classes / m / "target/classes") for m in MODULES] + [str(classes / "model/target/test-classes")]
    command = [f"{java_home}/bin/java" if java_home else "java", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
               "-cp", ":".join(paths), main, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if run.returncode:
        sys.exit(run.stderr)
    return run.stdout


def expected(base, settings, adapter):
    import torch
    import transformers
    from peft import LoraConfig, get_peft_model
    kind = {"llama": "Llama", "qwen2": "Qwen2"}[base.name]
    config = getattr(transformers, kind + "Config")(
        vocab_size=384, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        max_position_embeddings=128, tie_word_embeddings=False, bos_token_id=1, eos_token_id=2, initializer_range=0.15)
    torch.manual_seed(5)
    model = getattr(transformers, kind + "ForCausalLM")(config).eval()
    model.save_pretrained(base)
    tweaked = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **settings))
    torch.manual_seed(11)
    for name, values in tweaked.named_parameters():
        if "lora_" in name:
            values.data.normal_(0, 0.2)
    tweaked.eval()
    with torch.no_grad():
        logits = tweaked(torch.tensor([TOKENS])).logits[0].tolist()
    tweaked.save_pretrained(adapter)
    return logits


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", type=pathlib.Path, default=HOME)
    parser.add_argument("workdir", nargs="?", type=pathlib.Path)
    given = parser.parse_args()
    work = given.workdir or pathlib.Path(tempfile.mkdtemp())
    java(given.classes, "org.cria.testmodels.TinyFolders", work / "tokenizers")
    failed = False
    for name in ("llama", "qwen2"):
        for kind, settings in ADAPTERS.items():
            base, adapter = work / name, work / f"{name}-{kind}"
            logits = expected(base, settings, adapter)
            for file in ("tokenizer.json", "tokenizer_config.json"):
                shutil.copy(work / "tokenizers" / name / file, base)
            found = [[float(value) for value in line.split()]
                     for line in java(given.classes, "org.cria.model.lora.AdapterLogits", base, adapter, *TOKENS).strip().split("\n")]
            most = max(abs(value) for row in logits for value in row)
            off = max(abs(x - y) for a, b in zip(logits, found, strict=True) for x, y in zip(a, b, strict=True)) / most
            print(f"{name:6} {kind:10} {off:.1e} of the largest logit {'' if off < BAR else 'TOO FAR'}")
            failed |= off >= BAR
    sys.exit(failed)


if __name__ == "__main__":
    main()
