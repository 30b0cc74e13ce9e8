package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values keep their kind when they are written elsewhere, and arrays stay short. */
class PlainValueTest {
    @TempDir
    private Path folder;

    @Test
    void everyKindOfValueKeepsItsKind() throws IOException {
        Path file = new GgufWriter()
                .i8("small", -5)
                .u64("large", -1)
                .f32("tenth", 0.1f)
                .f64("third", 1.0 / 3)
                .bool("yes", true)
                .string("text", "42")
                .array("words", GgufType.STRING, List.of("a", "b", "c"))
                .array("numbers", GgufType.I32, List.of(7, 8))
                .write(folder.resolve("values.gguf"));
        try (Gguf gguf = Gguf.open(file)) {
            Metadata values = gguf.metadata();
            assertAll(
                    () -> assertEquals(new PlainValue.Whole(BigInteger.valueOf(-5)), values.plain("small", 2)),
                    () -> assertEquals(
                            new PlainValue.Whole(new BigInteger("18446744073709551615")), values.plain("large", 2)),
                    () -> assertEquals(new PlainValue.Real(0.1), values.plain("tenth", 2)),
                    () -> assertEquals(new PlainValue.Real(1.0 / 3), values.plain("third", 2)),
                    () -> assertEquals(new PlainValue.Flag(true), values.plain("yes", 2)),
                    () -> assertEquals(new PlainValue.Text("42"), values.plain("text", 2)),
                    () -> assertEquals(
                            new PlainValue.Items(
                                    "string", 3, List.of(new PlainValue.Text("a"), new PlainValue.Text("b"))),
                            values.plain("words", 2)),
                    () -> assertEquals(
                            new PlainValue.Items("i32", 2, List.of(new PlainValue.Whole(BigInteger.valueOf(7)))),
                            values.plain("numbers", 1)),
                    () -> assertThrows(GgufException.class, () -> values.plain("none", 1)));
        }
    }
}
