package org.cria.model.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users type for a model of the hub is understood, and nothing else is. */
class HubReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "hf:ggml-org/models, hf:ggml-org/models",
        "ggml-org/models, hf:ggml-org/models",
        "hf:a/b-GGUF:q4_k_m, hf:a/b-GGUF:q4_k_m",
        "hf:a/b@v1.0:Q8_0, hf:a/b@v1.0:Q8_0",
        "hf:a/b/sub folder/c.gguf, hf:a/b/sub folder/c.gguf",
        "hf:a/b@main, hf:a/b",
        "https://huggingface.co/a/b, hf:a/b",
        "https://huggingface.co/a/b/tree/main, hf:a/b",
        "https://huggingface.co/a/b/blob/main/x/c.gguf, hf:a/b/x/c.gguf",
        "https://huggingface.co/a/b/resolve/v2/c.gguf?download=true, hf:a/b@v2/c.gguf"
    })
    void namesAndAddressesOfPagesAreUnderstood(String text, String meant) {
        assertEquals(meant, HubReference.parse(text).text());
        assertEquals(HubReference.parse(text), HubReference.parse(meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:",
                "hf:model",
                "hf:a/",
                "hf:/b",
                "hf:../b",
                "hf:a/..",
                "hf:a/b--c",
                "hf:a/.b",
                "hf:a/b/../../c.gguf",
                "hf:a/b//c.gguf",
                "hf:a/b/c\\d.gguf",
                "hf:a/b/./c.gguf",
                "hf:a/b/nul",
                "hf:a/b/c:d",
                "hf:a/b@../c",
                "hf:a/b:",
                "hf:a/b:Q4/x",
                "hf:a b/c",
                "hf:a/b\u0000c"
            })
    void whatIsNoNameIsRefusedInOneLine(String text) {
        String message = String.valueOf(assertThrows(CriaException.class, () -> HubReference.parse(text))
                .getMessage());
        assertTrue(message.contains("expected hf:OWNER/REPO"), message);
        assertFalse(message.contains("\n") || message.contains("\u0000"), message);
    }

    @Test
    void aFileThatHasNoPrefixIsAFile() {
        assertFalse(HubReference.isMeant("models/llama.gguf"));
        assertTrue(HubReference.isMeant("hf:models/llama"));
        assertTrue(HubReference.isMeant("https://huggingface.co/a/b"));
        assertFalse(HubReference.isMeant("https://example.org/a/b"));
        assertThrows(CriaException.class, () -> HubReference.parse("a/b").withFile(Optional.of("../c")));
    }
}
