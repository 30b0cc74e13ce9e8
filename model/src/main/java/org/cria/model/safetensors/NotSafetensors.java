package org.cria.model.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Recognises what stands in the place of a safetensors file by mistake, so that the message can say what helps. */
final class NotSafetensors {
    private static final int HEAD_BYTES = 64;

    private NotSafetensors() {}

    /** @throws CheckpointException if the file is known to be something else */
    static void check(String place, MemorySegment bytes) {
        byte[] head = bytes.asSlice(0, Math.min(HEAD_BYTES, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            throw error(place, "the file is empty", "Download it again.");
        }
        if (text.startsWith("PK\3\4") || text.startsWith("\u0080\2") || text.startsWith("\u0080\4")) {
            throw error(
                    place,
                    "the file is a pickle, which can run code when it is read",
                    "Get the model as safetensors, or convert it in a place where nothing can be harmed.");
        }
        if (text.startsWith("GGUF")) {
            throw error(place, "the file is a GGUF", "Name the file itself as the model.");
        }
        if (lower.startsWith("version https://git-lfs")) {
            throw error(place, "the file is a Git LFS pointer, not the model", "Fetch the model with 'git lfs pull'.");
        }
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            throw error(
                    place, "the file is a web page", "Download the model by its direct link, signed in if need be.");
        }
    }

    private static CheckpointException error(String place, String found, String nextStep) {
        return new CheckpointException(place, found, "a safetensors file", nextStep);
    }
}
