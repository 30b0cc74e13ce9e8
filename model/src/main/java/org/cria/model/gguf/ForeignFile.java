package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.cria.kernels.format.Little;

/** Recognises what people open by mistake, so that the message can say what it is and what helps. */
final class ForeignFile {
    private static final int HEAD_BYTES = 512;
    private static final String CONVERT =
            "Convert the model with llama.cpp's convert_hf_to_gguf.py, or get it as safetensors or GGUF.";
    private static final String OLD = "Convert the original model again, or download a GGUF file of it.";

    private ForeignFile() {}

    /** @param bytes a file that does not begin with {@code GGUF} */
    static GgufException error(String place, MemorySegment bytes) {
        byte[] head = bytes.asSlice(0, Math.min(HEAD_BYTES, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return switch (text.substring(0, Math.min(4, text.length()))) {
            case "" -> error(place, "the file is empty", "Download it again.");
            case "FUGG" -> error(place, "the file is a byte-swapped GGUF", "Get the little-endian file.");
            case "lmgg" -> error(place, "the file has the old ggml format", OLD);
            case "fmgg", "tjgg" -> error(place, "the file has llama.cpp's old ggjt format", OLD);
            case "algg" -> error(place, "the file is an old ggla LoRA adapter", OLD);
            case "PK\3\4" -> error(place, "the file is a zip archive, perhaps a PyTorch model", CONVERT);
            case "\u0093NUM" -> error(place, "the file is a NumPy array", CONVERT);
            case "24ka" -> error(place, "the file is a llama2.c checkpoint", "Get the model as a GGUF file.");
            default -> other(place, bytes, text);
        };
    }

    private static GgufException other(String place, MemorySegment bytes, String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("\u0080\u0002")) {
            return error(place, "the file is a pickled PyTorch model", CONVERT);
        }
        if (text.startsWith("\u001f\u008b")) {
            return error(place, "the file is compressed with gzip", "Unpack it with gunzip.");
        }
        if (isSafetensors(bytes)) {
            return error(
                    place,
                    "the file is in the safetensors format",
                    "Name the folder that it is in, with its config.json and tokenizer.");
        }
        if (lower.startsWith("version https://git-lfs")) {
            return error(place, "the file is a Git LFS pointer, not the model", "Fetch the model with 'git lfs pull'.");
        }
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return error(
                    place, "the file is a web page", "Download the model by its direct link, signed in if need be.");
        }
        if (text.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t')) {
            String start = Printable.clean(text.strip(), 40);
            return error(place, "the file is text: \"" + start + "\"", "Name a GGUF file.");
        }
        if (text.length() >= 4 && text.chars().allMatch(c -> c == 0)) {
            return error(place, "the file begins with zeros", "The download was interrupted; download it again.");
        }
        return error(
                place,
                "the file begins with the bytes " + hex(text),
                "Name a GGUF file; if this should be one, download it again.");
    }

    /** Safetensors: the length of a JSON header, then the header. */
    private static boolean isSafetensors(MemorySegment bytes) {
        if (bytes.byteSize() < 10 || bytes.get(ValueLayout.JAVA_BYTE, 8) != '{') {
            return false;
        }
        long length = bytes.get(Little.LONG, 0);
        return length > 0 && length <= bytes.byteSize() - 8;
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        text.chars().limit(4).forEach(c -> hex.append(hex.isEmpty() ? "" : " ").append(String.format("%02x", c)));
        return hex.toString();
    }

    private static GgufException error(String place, String found, String nextStep) {
        return new GgufException(place, found, "a GGUF file", nextStep);
    }
}
