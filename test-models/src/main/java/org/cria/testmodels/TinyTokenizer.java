package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tokenizers of folders, each with a few merges beside its bytes and three marks. */
public enum TinyTokenizer {
    /** {@code tokenizer.json} of Llama 2's kind: characters that have no piece become bytes, and a space is put before a text. */
    SENTENCE_PIECES,
    /** {@code tokenizer.json} of Llama 3's kind: byte-level. */
    LLAMA3,
    /** {@code tokenizer.json} of Qwen 2's kind: byte-level, and every digit is a word. */
    QWEN2,
    /** {@code tokenizer.json} of SmolLM's kind: digits are cut off first. */
    SMOLLM;

    private static final String BYTE_LEVEL =
            "{\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\": %s}";

    void write(Path folder, int pieces) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), this == SENTENCE_PIECES ? sentencePieces() : byteLevel());
        String first = this == SENTENCE_PIECES ? "<s>" : "<|begin|>";
        String last = this == SENTENCE_PIECES ? "</s>" : "<|end|>";
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"bos_token\": \"" + first + "\", \"eos_token\": {\"content\": \"" + last
                        + "\"}, \"chat_template\": \"{% for m in messages %}{{ m.content }}{% endfor %}\"}");
        if (pieces < size()) {
            throw new IllegalArgumentException(size() + " pieces at least");
        }
    }

    private int size() {
        return 3 + 256 + letters().size() + merges().size();
    }

    private static List<String> letters() {
        return IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).toList();
    }

    private List<String> merges() {
        return this == SENTENCE_PIECES
                ? List.of("\u2581 t", "h e", "\u2581t he", "\u2581 a", "i n", "a n", "an d", "\u2581 and", "in g")
                : List.of("t h", "th e", "\u0120 the", "\u0120 a", "i n", "a n", "an d", "\u0120 and", "in g", "1 2");
    }

    private String sentencePieces() {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        IntStream.range(0, 256).forEach(i -> pieces.add(String.format("<0x%02X>", i)));
        merges().forEach(merge -> pieces.add(merge.replace(" ", "")));
        pieces.add("\u2581");
        pieces.addAll(letters());
        return json(
                "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Prepend\", \"prepend\": \"\u2581\"}, {\"type\": \"Replace\","
                        + " \"pattern\": {\"String\": \" \"}, \"content\": \"\u2581\"}]}",
                "null",
                template("<s>", 1),
                "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\u2581\"}, \"content\": \" \"},"
                        + " {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"}, {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}",
                "\"unk_token\": \"<unk>\", \"fuse_unk\": true, \"byte_fallback\": true",
                pieces,
                List.of("<unk>", "<s>", "</s>"),
                0);
    }

    private String byteLevel() {
        List<String> pieces = new ArrayList<>();
        for (int i = 0, more = 256; i < 256; i++) {
            boolean shown = (i > ' ' && i < 0x7F) || (i > 0xA0 && i != 0xAD);
            pieces.add(Character.toString(shown ? i : more++));
        }
        merges().forEach(merge -> pieces.add(merge.replace(" ", "")));
        String way = switch (this) {
            case SENTENCE_PIECES -> throw new IllegalStateException("not byte-level");
            case LLAMA3 -> split("{1,3}") + ", " + BYTE_LEVEL.formatted(false);
            case QWEN2 -> split("") + ", " + BYTE_LEVEL.formatted(false);
            case SMOLLM -> "{\"type\": \"Digits\", \"individual_digits\": true}, " + BYTE_LEVEL.formatted(true);
        };
        return json(
                this == QWEN2 ? "{\"type\": \"NFC\"}" : "null",
                "{\"type\": \"Sequence\", \"pretokenizers\": [" + way + "]}",
                this == LLAMA3 ? template("<|begin|>", pieces.size()) : BYTE_LEVEL.formatted(false),
                BYTE_LEVEL.formatted(true),
                "\"ignore_merges\": " + (this == LLAMA3),
                pieces,
                List.of("<|begin|>", "<|end|>", "<tool>"),
                pieces.size());
    }

    private static String split(String digits) {
        return "{\"type\": \"Split\", \"pattern\": {\"Regex\": \""
                + "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}" + digits
                + "| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"
                + "\"}, \"behavior\": \"Isolated\", \"invert\": false}";
    }

    private static String template(String mark, int id) {
        return "{\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"" + mark
                + "\", \"type_id\": 0}}, {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}], \"pair\": [{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}},"
                + " {\"Sequence\": {\"id\": \"B\", \"type_id\": 1}}], \"special_tokens\": {\"" + mark
                + "\": {\"id\": \"" + mark
                + "\", \"ids\": [" + id + "], \"tokens\": [\"" + mark + "\"]}}}";
    }

    private String json(
            String normalizer,
            String words,
            String processor,
            String decoder,
            String model,
            List<String> pieces,
            List<String> added,
            int firstAdded) {
        String entries = IntStream.range(0, pieces.size())
                .mapToObj(id -> quoted(pieces.get(id)) + ": " + id)
                .collect(Collectors.joining(", "));
        String marks = IntStream.range(0, added.size())
                .mapToObj(i -> "{\"id\": " + (firstAdded + i) + ", \"content\": " + quoted(added.get(i))
                        + ", \"single_word\": false, \"lstrip\": false, \"rstrip\": false, \"normalized\": false, \"special\": "
                        + !added.get(i).equals("<tool>") + "}")
                .collect(Collectors.joining(", "));
        return "{\"version\": \"1.0\", \"added_tokens\": [" + marks + "], \"normalizer\": " + normalizer
                + ", \"pre_tokenizer\": " + words + ", \"post_processor\": " + processor + ", \"decoder\": " + decoder
                + ", \"model\": {\"type\": \"BPE\", " + model + ", \"vocab\": {" + entries + "}, \"merges\": ["
                + merges().stream().map(TinyTokenizer::quoted).collect(Collectors.joining(", ")) + "]}}\n";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
