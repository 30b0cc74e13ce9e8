package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.GgufArray;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GgufReadingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void everyTypeOfValueIsReadInBothVersions(int version) throws IOException {
        GgufWriter writer = new GgufWriter()
                .version(version)
                .u8("u8", 255)
                .i8("i8", -128)
                .u16("u16", 65_535)
                .i16("i16", -32_768)
                .u32("u32", 4_294_967_295L)
                .i32("i32", Integer.MIN_VALUE)
                .u64("u64", -1)
                .i64("i64", Long.MIN_VALUE)
                .f32("f32", 0.1f)
                .f64("f64", 0.1)
                .bool("yes", true)
                .bool("no", false)
                .string("string", "Grüße, 世界 🦙")
                .array("strings", GgufType.STRING, List.of("", "a", "▁the"))
                .array("bools", GgufType.BOOL, List.of(true, false))
                .array("f64s", GgufType.F64, List.of(0.5, -2.0))
                .array("u16s", GgufType.U16, List.of(1, 65_535))
                .array("empty", GgufType.STRING, List.of());
        try (Gguf gguf = Gguf.open(writer.write(folder.resolve("all.gguf")))) {
            Metadata metadata = gguf.metadata();
            assertEquals(version, gguf.version());
            assertEquals(
                    List.of(
                            "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "f32", "f64", "yes", "no", "string",
                            "strings", "bools", "f64s", "u16s", "empty"),
                    List.copyOf(metadata.keys()));
            assertEquals(255, metadata.integer("u8"));
            assertEquals(-128, metadata.integer("i8"));
            assertEquals(65_535, metadata.integer("u16"));
            assertEquals(-32_768, metadata.integer("i16", 7));
            assertEquals(Integer.MIN_VALUE, metadata.integer("i32"));
            assertEquals(0x1p64f, metadata.number("u64"));
            assertEquals(-0x1p63f, metadata.number("i64"));
            assertEquals(0x1p32f, metadata.number("u32"));
            assertEquals(0.1f, metadata.number("f32", 7));
            assertEquals(0.1f, metadata.number("f64"));
            assertTrue(metadata.flag("yes", false));
            assertFalse(metadata.flag("no", true));
            assertEquals("Grüße, 世界 🦙", metadata.string("string"));
            assertEquals(Optional.of(List.of("", "a", "▁the")), metadata.strings("strings"));
            assertArrayEquals(new float[] {0.5f, -2}, metadata.floats("f64s").orElseThrow());
            assertArrayEquals(new float[] {1, 65_535}, metadata.floats("u16s").orElseThrow());
            assertArrayEquals(new int[] {1, 65_535}, metadata.integers("u16s").orElseThrow());
            assertEquals(Optional.of(List.of()), metadata.strings("empty"));
        }
    }

    @Test
    void valuesAreDescribedOnOneShortLine() throws IOException {
        GgufWriter writer = new GgufWriter()
                .u64("u64", -1)
                .f64("f64", 0.25)
                .bool("bool", true)
                .string("template", "{% for m in messages %}\n\u001b[31m\u202e" + "x".repeat(1000))
                .array("ids", GgufType.I32, List.of(1, 2, 3, 4, 5, 6, 7))
                .array("flags", GgufType.BOOL, List.of(true, false))
                .array("tokens", GgufType.STRING, List.of("\n", "b"))
                .array(
                        "nested",
                        GgufType.ARRAY,
                        List.of(
                                new GgufArray(GgufType.STRING, List.of("a")),
                                new GgufArray(GgufType.U8, List.of(1, 2))))
                .string("last", "seen");
        try (Gguf gguf = Gguf.open(writer.write(folder.resolve("values.gguf")))) {
            Metadata metadata = gguf.metadata();
            assertEquals("18446744073709551615", metadata.describe("u64"));
            assertEquals("0.25", metadata.describe("f64"));
            assertEquals("true", metadata.describe("bool"));
            assertTrue(metadata.describe("template").startsWith("{% for m in messages %}\\n\\u{1b}[31m\\u{202e}xx"));
            assertTrue(metadata.describe("template").length() < 100);
            assertEquals("7 × i32 [1, 2, 3, 4, 5, 6, …]", metadata.describe("ids"));
            assertEquals("2 × bool [true, false]", metadata.describe("flags"));
            assertEquals("2 × string [\"\\n\", \"b\"]", metadata.describe("tokens"));
            assertEquals("2 × array", metadata.describe("nested"));
            assertEquals("seen", metadata.describe("last"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 32, 64, 4096})
    void tensorsAreWhereTheAlignmentPutsThem(int alignment) throws IOException {
        byte[] first = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        byte[] second = new byte[2 * 34];
        second[67] = 77;
        GgufWriter writer = new GgufWriter()
                .alignment(alignment)
                .tensor("first", Formats.F32, first, 1, 3)
                .tensor("second", Formats.Q8_0, second, 32, 1, 2);
        Path file = writer.write(folder.resolve("aligned.gguf"));
        try (Gguf gguf = Gguf.open(file)) {
            assertEquals(List.of("first", "second"), List.copyOf(gguf.tensors().keySet()));
            TensorInfo a = tensor(gguf, "first");
            TensorInfo b = tensor(gguf, "second");
            assertArrayEquals(first, gguf.data(a).toArray(ValueLayout.JAVA_BYTE));
            assertArrayEquals(second, gguf.data(b).toArray(ValueLayout.JAVA_BYTE));
            assertEquals("[32, 1, 2]", b.shapeText());
            assertEquals(64, b.values());
            assertEquals(68, b.bytes());
            assertEquals("Q8_0", b.format().name());
            assertEquals(0, b.offset() % alignment);
            assertEquals(Files.size(file), gguf.fileBytes());
            assertEquals(file, gguf.file());
        }
    }

    @Test
    void theMappingIsReadOnlyAndEndsWithTheFile() throws IOException {
        GgufWriter writer = new GgufWriter().tensor("t", Formats.F32, new byte[4], 1);
        Gguf gguf = Gguf.open(writer.write(folder.resolve("closed.gguf")));
        MemorySegment data = gguf.data(tensor(gguf, "t"));
        assertTrue(data.isReadOnly());
        assertThrows(IllegalArgumentException.class, () -> data.set(ValueLayout.JAVA_BYTE, 0, (byte) 1));
        assertThrows(UnsupportedOperationException.class, () -> gguf.tensors().clear());
        gguf.close();
        gguf.close();
        assertThrows(IllegalStateException.class, () -> data.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void aTensorOfAnotherFileIsAMistakeOfTheCaller() throws IOException {
        byte[] data = new byte[8];
        try (Gguf one = Gguf.open(
                        new GgufWriter().tensor("t", Formats.F32, data, 2).write(folder.resolve("one.gguf")));
                Gguf two = Gguf.open(
                        new GgufWriter().tensor("t", Formats.F32, data, 1).write(folder.resolve("two.gguf")))) {
            assertThrows(IllegalArgumentException.class, () -> two.data(tensor(one, "t")));
        }
    }

    @Test
    void stringsThatAreNotUtf8AreReadLeniently() throws IOException {
        byte[] odd = {'a', (byte) 0xFF, 'b'};
        GgufWriter writer = new GgufWriter().string("name", odd).array("tokens", GgufType.STRING, List.of("x", odd));
        try (Gguf gguf = Gguf.open(writer.write(folder.resolve("odd.gguf")))) {
            assertEquals("a\uFFFDb", gguf.metadata().string("name"));
            assertEquals(Optional.of(List.of("x", "a\uFFFDb")), gguf.metadata().strings("tokens"));
        }
    }

    @Test
    void aFileWithoutTensorsOrKeysIsLegal() throws IOException {
        try (Gguf gguf = Gguf.open(new GgufWriter().write(folder.resolve("nothing.gguf")))) {
            assertTrue(gguf.tensors().isEmpty());
            assertTrue(gguf.metadata().keys().isEmpty());
        }
    }

    private static TensorInfo tensor(Gguf gguf, String name) {
        return Optional.ofNullable(gguf.tensors().get(name)).orElseThrow();
    }
}
