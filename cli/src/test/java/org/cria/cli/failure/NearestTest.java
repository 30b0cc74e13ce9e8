package org.cria.cli.failure;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A word that nobody knows is often a known one, mistyped. */
class NearestTest {
    @Test
    void theNearestNameIsSuggested() {
        List<String> names = List.of("llama-3.2-1b", "mistral-7b", "stories260K");
        assertAll(
                () -> assertEquals(Optional.of("stories260K"), Nearest.to("stroies260k", names)),
                () -> assertEquals(Optional.of("mistral-7b"), Nearest.to("mistral", names)),
                () -> assertEquals(Optional.of("llama-3.2-1b"), Nearest.to("lama-3.2-1b", names)),
                () -> assertEquals(Optional.empty(), Nearest.to("qwen", names)),
                () -> assertEquals(3, Nearest.edits("kitten", "sitting")),
                () -> assertEquals(4, Nearest.edits("", "four")));
    }
}
