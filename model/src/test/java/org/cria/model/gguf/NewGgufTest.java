package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.GgufArray;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewGgufTest {
    @TempDir
    Path folder;

    @Test
    void aCopyHasTheBytesOfItsSource() throws IOException {
        Path source = new GgufWriter()
                .u8("u8", 255)
                .i64("i64", Long.MIN_VALUE)
                .u64("u64", -1)
                .f32("f32", 0.1f)
                .f64("f64", 0.1)
                .bool("yes", true)
                .string("no utf-8", new byte[] {'a', (byte) 0xFF})
                .array("strings", GgufType.STRING, List.of("", "a", "▁the"))
                .array("nested", GgufType.ARRAY, List.of(new GgufArray(GgufType.I32, List.of(1, 2))))
                .array("empty", GgufType.STRING, List.of())
                .tensor("odd", Formats.F32, new byte[12], 3)
                .tensor("blocks", Formats.Q8_0, new byte[34 * 6], 32, 3, 2)
                .write(folder.resolve("source.gguf"));
        Path copy = folder.resolve("copy.gguf");
        try (Gguf gguf = Gguf.open(source)) {
            NewGguf written = new NewGguf(
                    MetadataDraft.copyOf(gguf.metadata()),
                    gguf.tensors().values().stream()
                            .map(tensor -> NewTensor.copyOf(gguf, tensor))
                            .toList());
            written.write(copy);
            assertEquals(Files.size(copy), written.fileBytes());
        }
        assertArrayEquals(Files.readAllBytes(source), Files.readAllBytes(copy));
    }

    @Test
    void whatIsPutIsRead() throws IOException {
        Path file = folder.resolve("new.gguf");
        MetadataDraft draft = new MetadataDraft()
                .string("text", "Grüße")
                .flag("flag", true)
                .u16("u16", 65_535)
                .u32("u32", 7)
                .i32("i32", -7)
                .u64("u64", 1L << 40)
                .f32("f32", 0.1f)
                .strings("strings", List.of("▁the", ""))
                .flags("flags", new boolean[] {true, false})
                .i32s("i32s", new int[] {1, -1})
                .f32s("f32s", new float[] {0.5f, -2})
                .u32("general.alignment", 64)
                .u32("gone", 1)
                .without("gone")
                .string("text", "again");
        MemorySegment data = MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        NewTensor tensor = new NewTensor("t", Formats.F32, List.of(2L), output -> {
            output.write(data.asSlice(4), 4);
            output.write(data.asSlice(0, 4), 0);
        });
        new NewGguf(draft, List.of(tensor)).write(file);
        try (Gguf gguf = Gguf.open(file)) {
            Metadata read = gguf.metadata();
            assertEquals("again", read.string("text"));
            assertEquals("text", List.copyOf(read.keys()).getLast());
            assertFalse(read.contains("gone"));
            assertEquals("1099511627776", read.describe("u64"));
            assertEquals(List.of("▁the", ""), read.strings("strings").orElseThrow());
            assertArrayEquals(new int[] {1, -1}, read.integers("i32s").orElseThrow());
            assertArrayEquals(new float[] {0.5f, -2}, read.floats("f32s").orElseThrow());
            TensorInfo info = gguf.tensors().values().iterator().next();
            assertEquals(0, info.offset() % 64);
            assertArrayEquals(
                    data.toArray(ValueLayout.JAVA_BYTE), gguf.data(info).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void aTensorThatIsNotWholeLeavesNoFile() throws IOException {
        NewTensor half = new NewTensor(
                "half", Formats.F32, List.of(2L), output -> output.write(MemorySegment.ofArray(new byte[4]), 0));
        NewGguf file = new NewGguf(new MetadataDraft(), List.of(half));
        assertThrows(IllegalStateException.class, () -> file.write(folder.resolve("half.gguf")));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aTensorCannotReachIntoTheNext() {
        NewTensor wide = new NewTensor(
                "wide", Formats.F32, List.of(2L), output -> output.write(MemorySegment.ofArray(new byte[8]), 4));
        NewGguf file = new NewGguf(new MetadataDraft(), List.of(wide));
        assertThrows(IllegalArgumentException.class, () -> file.write(folder.resolve("wide.gguf")));
        assertThrows(IllegalArgumentException.class, () -> new NewGguf(new MetadataDraft(), List.of(wide, wide)));
    }
}
