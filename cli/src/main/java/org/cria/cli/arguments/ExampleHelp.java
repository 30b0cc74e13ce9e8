package org.cria.cli.arguments;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/** The help of a command, with a few command lines at its end. */
public final class ExampleHelp extends Help {
    /** By command; a test reads each as the command line would. */
    private static final Map<String, List<String>> EXAMPLES = Map.ofEntries(
            Map.entry("cria", List.of("cria chat", "cria run -m model.gguf -p \"Once upon a time\"")),
            Map.entry(
                    "cria run",
                    List.of(
                            "cria run -p \"Once upon a time\" -n 50",
                            "cria run -m model.gguf -f letter.txt -jf schema.json",
                            "cria run -m model.gguf -p \"2 + 2 =\" -n 1 --json --logprobs 5")),
            Map.entry(
                    "cria chat",
                    List.of(
                            "cria chat -m model.gguf --system \"Answer in one sentence.\"",
                            "cria chat -m model.gguf -p \"Who are you?\"",
                            "cria chat -m model.gguf --session holiday.chat")),
            Map.entry(
                    "cria serve",
                    List.of("cria serve -m model.gguf", "cria serve -m model.gguf -np 8 -c 2048 --port 8081")),
            Map.entry(
                    "cria pull",
                    List.of(
                            "cria pull ggml-org/gemma-3-1b-it-GGUF",
                            "cria pull hf:unsloth/Qwen3-4B-GGUF:Q8_0",
                            "cria pull ggml-org/models/tinyllamas/stories260K.gguf")),
            Map.entry("cria models", List.of("cria models", "cria models --json")),
            Map.entry("cria models rm", List.of("cria models rm hf:ggml-org/gemma-3-1b-it-GGUF:Q4_K_M")),
            Map.entry("cria devices", List.of("cria devices", "cria devices --measure")),
            Map.entry(
                    "cria convert",
                    List.of(
                            "cria convert Llama-3.2-1B model.gguf",
                            "cria convert Llama-3.2-1B model.gguf --outtype f16")),
            Map.entry("cria inspect", List.of("cria inspect model.gguf", "cria inspect model.gguf -c 8192 --json")),
            Map.entry(
                    "cria tokenize",
                    List.of(
                            "cria tokenize -m model.gguf -p \"It's a test.\"",
                            "cria tokenize -m model.gguf -f text.txt --ids")),
            Map.entry(
                    "cria template",
                    List.of(
                            "cria template -m model.gguf --data chat.json",
                            "cria template -m model.gguf --data chat.json --tokens --date 2026-11-29")),
            Map.entry(
                    "cria perplexity",
                    List.of(
                            "cria perplexity -m model.gguf -f wiki.test.raw",
                            "cria perplexity -m f16.gguf -f a.txt --kl-divergence-base f16.kld",
                            "cria perplexity -m q4.gguf --kl-divergence --kl-divergence-base f16.kld")),
            Map.entry(
                    "cria quantize",
                    List.of(
                            "cria quantize f16.gguf q4.gguf Q4_K_M",
                            "cria quantize f16.gguf q4.gguf Q4_K_M --imatrix imatrix.gguf",
                            "cria quantize f16.gguf q4.gguf Q4_K_S --tensor-type attn_v=q8_0 --dry-run -v")),
            Map.entry(
                    "cria imatrix",
                    List.of(
                            "cria imatrix -m f16.gguf -f text.txt -o imatrix.gguf",
                            "cria imatrix -m f16.gguf -f text.txt -c 512 --chunks 100")),
            Map.entry(
                    "cria lora",
                    List.of(
                            "cria lora train -m model.gguf --data chats.jsonl -o adapter",
                            "cria lora merge model.gguf adapter merged.gguf")),
            Map.entry(
                    "cria lora merge",
                    List.of(
                            "cria lora merge model-f16.gguf adapter merged.gguf",
                            "cria lora merge model-f16.gguf adapter.gguf:0.5 small.gguf Q4_K_M")),
            Map.entry(
                    "cria lora train",
                    List.of(
                            "cria lora train -m model.gguf --data chats.jsonl -o adapter --show 3",
                            "cria lora train -m q4.gguf --data book.txt -o adapter --targets q_proj,v_proj",
                            "cria lora train --data a.jsonl --eval b.jsonl --patience 3 -o adapter")),
            Map.entry(
                    "cria distill",
                    List.of(
                            "cria distill --teacher a.gguf --student b.gguf --data chats.jsonl -o tweak",
                            "cria distill --teacher a.gguf --shape layers=8 --data chats.jsonl -o small")),
            Map.entry("cria merge", List.of("cria merge model-00001-of-00003.gguf model.gguf")),
            Map.entry("cria split", List.of("cria split model.gguf model --split-max-size 2G")),
            Map.entry(
                    "cria bench",
                    List.of(
                            "cria bench -m model.gguf",
                            "cria bench -m a.gguf,b.gguf -p 0 -n 64,256 -t 1,2 -o csv",
                            "cria bench -m model.gguf -pg 512,128 -npl 1,8 --latency --energy")),
            Map.entry(
                    "cria doctor", List.of("cria doctor -m model.gguf", "cria doctor -m model.gguf --device tornado")),
            Map.entry("cria tune", List.of("cria tune -m model.gguf --device tornado", "cria tune --reset")),
            Map.entry("cria lab", List.of("cria lab new RmsNorm kernels", "cria lab run kernels/OwnRmsNorm.java")),
            Map.entry(
                    "cria lab source",
                    List.of(
                            "cria lab source kernels/OwnRmsNorm.java --device tornado",
                            "cria lab source kernels/OwnProduct.java --device tornado --format Q4_K --gpu sm_75,sm_90")),
            Map.entry(
                    "cria lab lint", List.of("cria lab lint kernels/OwnRmsNorm.java", "cria lab lint target/classes")),
            Map.entry("cria lab list", List.of("cria lab list -m model.gguf", "cria lab list --device emulator")),
            Map.entry("cria lab new", List.of("cria lab new RmsNorm kernels", "cria lab new Q4_K kernels --name Wide")),
            Map.entry(
                    "cria lab run",
                    List.of(
                            "cria lab run kernels/OwnRmsNorm.java",
                            "cria lab run --watch kernels/OwnRmsNorm.java",
                            "cria lab run --compare A.java B.java --json")),
            Map.entry(
                    "cria eval",
                    List.of(
                            "cria eval mmlu -m model.gguf --data data --report mmlu.html",
                            "cria eval gsm8k -m model.gguf --limit 100 --samples gsm8k.jsonl",
                            "cria eval ifeval adherence perplexity -m model.gguf --data data")),
            Map.entry("cria eval compare", List.of("cria eval compare a.jsonl b.jsonl")),
            Map.entry("cria eval adherence", List.of("cria eval adherence -m model.gguf -c 512 --turns 30")),
            Map.entry("cria generate-completion", List.of("cria generate-completion >cria.bash")),
            Map.entry("cria help", List.of("cria help run")));

    public ExampleHelp(CommandSpec command, ColorScheme colours) {
        super(command, colours);
    }

    @Override
    public String footer(Object... parameters) {
        String end = System.lineSeparator();
        List<String> examples = EXAMPLES.getOrDefault(commandSpec().qualifiedName(), List.of());
        return super.footer(parameters)
                + (examples.isEmpty() ? "" : end + "Examples:" + end + "  " + String.join(end + "  ", examples) + end);
    }
}
