package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class MetadataTest {
    private Gguf gguf;
    private Metadata metadata;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        gguf = Gguf.open(new GgufWriter()
                .string("text", "words")
                .u32("large", 4_294_967_295L)
                .u64("huge", -1)
                .i64("low", Integer.MIN_VALUE - 1L)
                .f32("real", 1.5f)
                .bool("flag", true)
                .array("strings", GgufType.STRING, List.of("a"))
                .array("reals", GgufType.F32, List.of(1.5f))
                .array("longs", GgufType.U64, List.of(1L, 1L << 40))
                .write(folder.resolve("keys.gguf")));
        metadata = gguf.metadata();
    }

    @AfterEach
    void close() {
        gguf.close();
    }

    @Test
    void aMissingKeyIsNamed() {
        refuses(() -> metadata.string("llama.x"), "keys.gguf: metadata key 'llama.x' is missing");
        refuses(() -> metadata.integer("llama.x"), "'llama.x' is missing");
        refuses(() -> metadata.number("llama.x"), "'llama.x' is missing");
        refuses(() -> metadata.describe("llama.x"), "'llama.x' is missing");
    }

    @Test
    void aMissingKeyHasAFallbackWhereOneIsGiven() {
        assertFalse(metadata.contains("llama.x"));
        assertTrue(metadata.contains("text"));
        assertEquals("y", metadata.string("llama.x", "y"));
        assertEquals(3, metadata.integer("llama.x", 3));
        assertEquals(0.5f, metadata.number("llama.x", 0.5f));
        assertTrue(metadata.flag("llama.x", true));
        assertEquals(Optional.empty(), metadata.strings("llama.x"));
        assertEquals(Optional.empty(), metadata.floats("llama.x"));
        assertEquals(Optional.empty(), metadata.integers("llama.x"));
    }

    @Test
    void aValueOfAnotherTypeIsNamedWithBothTypes() {
        refuses(() -> metadata.integer("text"), "metadata key 'text' is a string, expected a whole number");
        refuses(() -> metadata.integer("real", 1), "'real' is an f32, expected a whole number");
        refuses(() -> metadata.number("flag"), "'flag' is a bool, expected a number");
        refuses(() -> metadata.flag("large", true), "'large' is a u32, expected a bool");
        refuses(() -> metadata.string("strings"), "'strings' is an array of string, expected a string");
        refuses(() -> metadata.string("low", ""), "'low' is an i64, expected a string");
        refuses(() -> metadata.strings("text"), "'text' is a string, expected an array of strings");
        refuses(() -> metadata.strings("reals"), "'reals' is an array of f32, expected an array of strings");
        refuses(() -> metadata.floats("strings"), "'strings' is an array of string, expected an array of numbers");
        refuses(() -> metadata.integers("reals"), "'reals' is an array of f32, expected an array of whole numbers");
    }

    @Test
    void aNumberThatDoesNotFitIsRefused() {
        refuses(() -> metadata.integer("large"), "'large' is 4294967295, expected -2147483648 to 2147483647");
        refuses(() -> metadata.integer("huge"), "'huge' is 18446744073709551615");
        refuses(() -> metadata.integer("low", 0), "'low' is -2147483649");
        refuses(() -> metadata.integers("longs"), "element 1 of metadata key 'longs' is 1099511627776");
    }

    private static void refuses(Executable call, String part) {
        String message = String.valueOf(assertThrows(GgufException.class, call).getMessage());
        assertTrue(message.contains(part), message);
    }
}
