package org.cria.model.gguf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.GgufArray;
import org.cria.testmodels.GgufField.Kind;
import org.cria.testmodels.GgufImage;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of damage has a message of its own. */
final class DamageMessagesTest {
    private static final GgufImage VALID = new GgufWriter()
            .string("name", "tiny")
            .bool("flag", true)
            .array("words", GgufType.STRING, List.of("one", "two", "three"))
            .array("flags", GgufType.BOOL, List.of(true, true))
            .array("ids", GgufType.I32, List.of(1, 2, 3))
            .string("nome", "tiny")
            .tensor("a", Formats.F32, new byte[64 * 4], 32, 2)
            .tensor("b", Formats.F32, new byte[64 * 4], 64)
            .tensor("c", Formats.Q8_0, new byte[34], 32)
            .image();

    @TempDir
    Path folder;

    @Test
    void countsBeyondTheFileAreRefused() throws IOException {
        refused(VALID.with(Kind.TENSOR_COUNT, "", 1_000))
                .says("the header claims 1000 tensors", "at most ", "bytes left");
        refused(VALID.with(Kind.TENSOR_COUNT, "", -1)).says("18446744073709551615");
        refused(VALID.with(Kind.KEY_COUNT, "", Long.MAX_VALUE))
                .says("claims 9223372036854775807 metadata keys", "at most ");
        // The first tensor's entry passes for a seventh key; what follows makes no sense.
        refused(VALID.with(Kind.KEY_COUNT, "", 7)).says("entry 1 of 3 in the tensor table claims a string of");
        refused(VALID.with(Kind.TENSOR_COUNT, "", 4)).says("entry 4 of 4 in the tensor table");
    }

    @ParameterizedTest
    @ValueSource(longs = {600_000, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void stringLengthsBeyondTheFileAreRefused(long length) throws IOException {
        String printed = Long.toUnsignedString(length);
        refused(VALID.with(Kind.KEY_LENGTH, "flag", length))
                .says("metadata entry 2 of 6 claims a string of " + printed + " bytes", "what is left of the file");
        refused(VALID.with(Kind.STRING_LENGTH, "name", length))
                .says("metadata key 'name' claims a string of " + printed);
        refused(VALID.with(Kind.STRING_LENGTH, "words", length))
                .says("metadata key 'words' claims a string of " + printed);
        refused(VALID.with(Kind.NAME_LENGTH, "b", length)).says("entry 2 of 3 in the tensor table claims a string");
    }

    @Test
    void arrayLengthsBeyondTheFileAreRefused() throws IOException {
        refused(VALID.with(Kind.ELEMENT_COUNT, "ids", 1L << 32))
                .says("metadata key 'ids' claims 4294967296 array elements", "at most ");
        refused(VALID.with(Kind.ELEMENT_COUNT, "words", -1))
                .says("metadata key 'words' claims 18446744073709551615 array elements");
    }

    @Test
    void unknownTypesAreRefused() throws IOException {
        refused(VALID.with(Kind.VALUE_TYPE, "flag", 13)).says("metadata key 'flag' has the type 13", "0 to 12");
        refused(VALID.with(Kind.ELEMENT_TYPE, "ids", -1)).says("metadata key 'ids' has the type 4294967295");
    }

    @Test
    void aBoolIsZeroOrOne() throws IOException {
        refused(VALID.with(Kind.VALUE, "flag", 2)).says("metadata key 'flag' has a bool with the byte 2", "0 or 1");
        refused(VALID.with(Kind.VALUE, "flags", 255)).says("metadata key 'flags' has a bool with the byte 255");
    }

    @Test
    void arraysNestedTooDeepAreRefused() throws IOException {
        GgufArray nested = new GgufArray(GgufType.U8, List.of(1));
        for (int i = 0; i < 100; i++) {
            nested = new GgufArray(GgufType.ARRAY, List.of(nested));
        }
        byte[] bytes =
                new GgufWriter().array("deep", GgufType.ARRAY, List.of(nested)).bytes();
        refused(bytes).says("metadata key 'deep' nests arrays more than 4 deep");
    }

    @Test
    void keysAndNamesAreUniqueAndUtf8() throws IOException {
        refused(VALID.with(Kind.KEY, "nome", ascii("name"))).says("metadata key 'name' is there twice");
        refused(VALID.with(Kind.NAME, "b", ascii("a"))).says("tensor 'a' is there twice");
        refused(VALID.with(Kind.KEY, "nome", new byte[] {(byte) 0xC0})).says("metadata entry 6 of 6", "not UTF-8");
        refused(VALID.with(Kind.NAME, "b", new byte[] {(byte) 0xFF})).says("entry 2 of 3", "not UTF-8");
        refused(VALID.with(Kind.KEY_LENGTH, "name", 0)).says("metadata entry 1 of 6 has a name of 0 bytes");
    }

    @Test
    void aNameCannotDriveTheTerminal() throws IOException {
        byte[] bytes =
                new GgufWriter().u32("a\u001b[2J\n", 1).u32("a\u001b[2J\n", 1).bytes();
        refused(bytes).says("metadata key 'a\\u{1b}[2J\\n' is there twice");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4, 12, 48, 1L << 21, 1L << 31, -32})
    void anAlignmentThatIsNoneIsRefused(long alignment) throws IOException {
        byte[] bytes = new GgufWriter()
                .i64("general.alignment", alignment)
                .tensor("t", Formats.F32, new byte[4], 1)
                .bytes();
        refused(bytes).says("metadata key 'general.alignment' is " + alignment);
    }

    @Test
    void anAlignmentOfAnotherTypeIsRefused() throws IOException {
        byte[] bytes = new GgufWriter().string("general.alignment", "32").bytes();
        refused(bytes).says("metadata key 'general.alignment' is a string, expected a whole number");
    }

    @Test
    void dimensionsAreOneToFourAndNotZero() throws IOException {
        refused(VALID.with(Kind.RANK, "a", 0)).says("tensor 'a' has 0 dimensions", "1 to 4");
        refused(VALID.with(Kind.RANK, "a", 5)).says("tensor 'a' has 5 dimensions");
        refused(VALID.with(Kind.RANK, "a", -1)).says("tensor 'a' has 4294967295 dimensions");
        refused(VALID.with(Kind.DIMENSION, "a", 0)).says("tensor 'a' has a dimension of 0", "1 or more");
        refused(VALID.with(Kind.DIMENSION, "a", -2)).says("tensor 'a' has a dimension of 18446744073709551614");
    }

    @ParameterizedTest
    @CsvSource({
        "4611686018427387904, 'less than 2^63 values'", // 2^62 × 2 values
        "9223372036854775807, 'less than 2^63 values'",
        "2305843009213693952, 'less than 2^63 bytes'", // 2^61 × 2 values of 4 bytes
        "1099511627776, 'it to end by byte'",
    })
    void dimensionsWhoseProductOverflowsAreRefused(long dimension, String expected) throws IOException {
        refused(VALID.with(Kind.DIMENSION, "a", dimension)).says("tensor 'a'", expected);
    }

    @Test
    void rowsAreWholeBlocks() throws IOException {
        refused(VALID.with(Kind.DIMENSION, "c", 31))
                .says("tensor 'c' has rows of 31 values", "a multiple of 32, the block of Q8_0");
    }

    @Test
    void aFormatThatIsNotReadIsNamed() throws IOException {
        refused(VALID.with(Kind.FORMAT, "a", 31))
                .says(
                        "tensor 'a' has the format Q4_0_4_4",
                        "one of " + Formats.names(),
                        "Get the model in one of these");
        refused(VALID.with(Kind.FORMAT, "a", 42)).says("Q2_0");
        refused(VALID.with(Kind.FORMAT, "a", 77)).says("tensor 'a' has the format number 77", "newer");
        refused(VALID.with(Kind.FORMAT, "a", -1)).says("tensor 'a' has the format number 4294967295");
    }

    @Test
    void offsetsAreAlignedAndInTheFile() throws IOException {
        refused(VALID.with(Kind.OFFSET, "b", 260)).says("tensor 'b' begins at byte 260", "the alignment, 32");
        refused(VALID.with(Kind.OFFSET, "b", -32)).says("tensor 'b' begins at byte 18446744073709551584");
        refused(VALID.with(Kind.OFFSET, "b", 1 << 20))
                .says("tensor 'b' of 256 bytes begins at byte 1048576", "truncated");
        refused(VALID.with(Kind.OFFSET, "b", Long.MAX_VALUE - 31)).says("tensor 'b' of 256 bytes begins at byte");
    }

    @Test
    void overlappingTensorsAreRefused() throws IOException {
        refused(VALID.with(Kind.OFFSET, "b", 224)).says("tensor 'b' overlaps tensor 'a'");
        refused(VALID.with(Kind.OFFSET, "c", 0)).says("overlaps");
        refused(VALID.with(Kind.DIMENSION, "a", 33)).says("tensor 'b' overlaps tensor 'a'");
    }

    @Test
    void aFileCutAnywhereIsTruncated() throws IOException {
        int needed = VALID.bytes().length - 30; // behind the last tensor's 34 bytes there is only padding
        for (int length : List.of(5, 9, 20, 24, 60, 200, VALID.headerBytes(), needed - 1)) {
            refused(VALID.truncated(length)).says("The file is ");
        }
        refused(VALID.truncated(needed - 1)).says("tensor 'c' of 34 bytes begins at byte 512", "The file is truncated");
        Path whole = folder.resolve("whole.gguf");
        Files.write(whole, VALID.truncated(needed));
        Gguf.open(whole).close();
    }

    private Refusal refused(byte[] bytes) throws IOException {
        return Refusal.of(folder, "tiny.gguf", bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
