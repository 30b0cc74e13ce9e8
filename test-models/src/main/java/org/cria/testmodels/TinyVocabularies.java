package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Vocabularies without weights, each with what sets a real one apart: its kind, its way to cut words, its marks with their types, its roles
 * and flags. The rest is letters, bytes and a few merges, all alike.
 */
public final class TinyVocabularies {
    private static final String KEY = "tokenizer.ggml.";
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER = 4;
    private static final int BYTE = 6;
    private static final List<String> MERGES =
            List.of("Ġ a", "a b", "ab c", "Ġ Ġ", "ĠĠ ĠĠ", "1 2", "12 3", "' s", "Ċ Ċ", "ä ¸", "ä¸ Ń", "Ã ©");

    private final GgufWriter writer;
    private final List<String> pieces = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();

    private TinyVocabularies(String model, String pre) {
        writer = new GgufWriter()
                .string("general.architecture", "llama")
                .string(KEY + "model", model)
                .string(KEY + "pre", pre);
    }

    /** By name. */
    public static Map<String, GgufWriter> all() {
        Map<String, TinyVocabularies> all = new LinkedHashMap<>();
        pairs(all);
        thinkersAndTools(all);
        sentencePieces(all);
        Map<String, GgufWriter> writers = new LinkedHashMap<>();
        all.forEach((name, vocabulary) -> writers.put(name, vocabulary.written()));
        return writers;
    }

    /**
     * Writes them.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: TinyVocabularies FOLDER");
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, GgufWriter> each : all().entrySet()) {
            System.out.println(each.getValue().write(folder.resolve(each.getKey() + ".gguf")));
        }
    }

    private static void pairs(Map<String, TinyVocabularies> all) {
        all.put(
                "llama-bpe",
                bytes("llama-bpe")
                        .marks(
                                "<|begin_of_text|>",
                                "<|end_of_text|>",
                                "<|eot_id|>",
                                "<|eom_id|>",
                                "<|start_header_id|>")
                        .roles("bos", "<|begin_of_text|>", "eos", "<|end_of_text|>"));
        all.put(
                "qwen2",
                bytes("qwen2")
                        .marks(
                                "<|endoftext|>",
                                "<|im_start|>",
                                "<|im_end|>",
                                "<|fim_prefix|>",
                                "<|fim_pad|>",
                                "<|repo_name|>")
                        .user("<tool_call>", "</tool_call>")
                        .roles("bos", "<|endoftext|>", "eos", "<|im_end|>", "padding", "<|endoftext|>")
                        .flag("add_bos_token", false));
        all.put("gpt-2", bytes("gpt-2").marks("<|endoftext|>").roles("bos", "<|endoftext|>", "eos", "<|endoftext|>"));
        all.put(
                "smollm",
                bytes("smollm")
                        .marks("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<reponame>", "<file_sep>")
                        .roles("bos", "<|im_start|>", "eos", "<|im_end|>", "unknown", "<|endoftext|>"));
        all.put(
                "refact",
                bytes("refact")
                        .marks(
                                "<|endoftext|>",
                                "<fim_prefix>",
                                "<fim_middle>",
                                "<fim_suffix>",
                                "<fim_pad>",
                                "<reponame>")
                        .roles("bos", "<|endoftext|>", "eos", "<|endoftext|>"));
        all.put(
                "granite-docling",
                bytes("granite-docling")
                        .marks(
                                "<|end_of_text|>",
                                "<|start_of_role|>",
                                "<|end_of_role|>",
                                "<|fim_pad|>",
                                "<|tool_call|>")
                        .roles("bos", "<|end_of_text|>", "eos", "<|end_of_text|>")
                        .flag("add_bos_token", false));
        all.put(
                "dbrx",
                bytes("dbrx")
                        .marks("<|endoftext|>", "<|im_start|>", "<|im_end|>")
                        .roles("bos", "<|endoftext|>", "eos", "<|endoftext|>"));
        all.put(
                "deepseek-llm",
                bytes("deepseek-llm")
                        .marks("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>")
                        .roles("bos", "<｜begin▁of▁sentence｜>", "eos", "<｜end▁of▁sentence｜>")
                        .flag("add_bos_token", true));
        all.put(
                "deepseek-r1-qwen",
                bytes("deepseek-r1-qwen")
                        .marks("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>")
                        .user("<think>", "</think>")
                        .roles("bos", "<｜begin▁of▁sentence｜>", "eos", "<｜end▁of▁sentence｜>")
                        .flag("add_bos_token", true)
                        .flag("add_eos_token", false));
    }

    private static void thinkersAndTools(Map<String, TinyVocabularies> all) {
        all.put(
                "tekken",
                bytes("tekken")
                        .marks("<s>", "</s>", "[INST]", "[/INST]", "[TOOL_CALLS]", "<pad>")
                        .roles("bos", "<s>", "eos", "</s>"));
        all.put(
                "gpt-4o-tools",
                bytes("gpt-4o")
                        .marks("<|startoftext|>", "<|endoftext|>", "<|return|>", "<|call|>", "<|end|>", "<|channel|>")
                        .roles("bos", "<|startoftext|>", "eos", "<|return|>"));
        all.put(
                "gpt-4o-phi",
                bytes("gpt-4o")
                        .marks("<|endoftext|>", "<|end|>", "<|user|>", "<|assistant|>", "<|tool|>")
                        .roles("bos", "<|endoftext|>", "eos", "<|endoftext|>", "eot", "<|end|>"));
        all.put(
                "llama4",
                bytes("llama4")
                        .marks("<|begin_of_text|>", "<|end_of_text|>", "<|eot|>", "<|eom|>", "<|header_start|>")
                        .roles("bos", "<|begin_of_text|>", "eos", "<|eot|>")
                        .flag("add_bos_token", true));
        all.put(
                "falcon3",
                bytes("falcon3")
                        .marks("<|endoftext|>", "<|pad|>", "<|system|>", "<|im_end|>")
                        .roles("bos", "<|endoftext|>", "eos", "<|endoftext|>"));
    }

    private static void sentencePieces(Map<String, TinyVocabularies> all) {
        all.put("llama-spm", words("<unk>", "<s>", "</s>").roles("bos", "<s>", "eos", "</s>", "unknown", "<unk>"));
        all.put(
                "mistral-spm",
                words("<unk>", "<s>", "</s>")
                        .marks("[INST]", "[/INST]")
                        .roles("bos", "<s>", "eos", "</s>", "unknown", "<unk>")
                        .flag("add_bos_token", true)
                        .flag("add_space_prefix", false));
        all.put(
                "gemma",
                words("<unk>", "<pad>", "<eos>", "<bos>")
                        .user("\n\n", "\n\n\n", "▁▁", "▁▁▁", "<b>")
                        .marks("<start_of_turn>", "<end_of_turn>", "<unused0>")
                        .roles("bos", "<bos>", "eos", "<eos>", "unknown", "<unk>", "padding", "<pad>")
                        .flag("add_bos_token", true)
                        .flag("add_eos_token", false)
                        .flag("add_space_prefix", false));
        all.put("phi3", phi3().named("Phi 3 Mini 4K Instruct"));
        all.put("phi3-by-name", phi3().named("phi-3-mini"));
    }

    private static TinyVocabularies phi3() {
        return words("<unk>", "<s>", "</s>")
                .marks("<|endoftext|>", "<|assistant|>", "<|system|>", "<|end|>", "<|user|>")
                .roles("bos", "<s>", "eos", "<|endoftext|>", "unknown", "<unk>", "padding", "<|endoftext|>");
    }

    /** Byte-level pairs: every byte, and what the merges make. */
    private static TinyVocabularies bytes(String pre) {
        TinyVocabularies made = new TinyVocabularies("gpt2", pre);
        made.writer.array(KEY + "merges", GgufType.STRING, MERGES);
        int beyond = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            made.add(Character.toString(printable ? b : beyond++), NORMAL);
        }
        MERGES.forEach(merge -> made.add(merge.replace(" ", ""), NORMAL));
        return made;
    }

    /** SentencePiece: what it begins with, every byte, some letters and words. */
    private static TinyVocabularies words(String unknown, String... first) {
        TinyVocabularies made = new TinyVocabularies("llama", "default");
        made.add(unknown, UNKNOWN).marks(first);
        for (int b = 0; b < 256; b++) {
            made.add(String.format("<0x%02X>", b), BYTE);
        }
        for (String piece : List.of("▁a", "ab", "abc", "▁abc", "▁", "a", "b", "c", "1", "2", "'", "s", "é", "中")) {
            made.add(piece, NORMAL);
        }
        return made;
    }

    private TinyVocabularies add(String piece, int type) {
        pieces.add(piece);
        types.add(type);
        return this;
    }

    private TinyVocabularies marks(String... marks) {
        for (String mark : marks) {
            add(mark, CONTROL);
        }
        return this;
    }

    private TinyVocabularies user(String... own) {
        for (String piece : own) {
            add(piece, USER);
        }
        return this;
    }

    /** Roles, each before the piece that has it. */
    private TinyVocabularies roles(String... roles) {
        for (int i = 0; i < roles.length; i += 2) {
            writer.u32(KEY + roles[i] + "_token_id", pieces.indexOf(roles[i + 1]));
        }
        return this;
    }

    private TinyVocabularies flag(String name, boolean value) {
        writer.bool(KEY + name, value);
        return this;
    }

    private TinyVocabularies named(String name) {
        writer.string("general.name", name);
        return this;
    }

    private GgufWriter written() {
        List<Float> scores = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            scores.add((float) -i);
        }
        return writer.array(KEY + "tokens", GgufType.STRING, pieces)
                .array(KEY + "scores", GgufType.F32, scores)
                .array(KEY + "token_type", GgufType.I32, types);
    }
}
