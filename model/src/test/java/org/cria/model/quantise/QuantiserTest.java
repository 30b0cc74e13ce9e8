package org.cria.model.quantise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.importance.Importance;
import org.cria.model.importance.ImportanceFile;
import org.cria.testmodels.Encoder;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole files, header and data, are what llama-quantize 0.7.0 (build 11669) made of the same; the hashes are of its files. */
final class QuantiserTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "F32, e3d4eff74f815ec6",
        "F16, fc5822f0cdb0dcf3",
        "BF16, ff498dffbb9ee50e",
        "Q8_0, 71cd57eedae20bb5",
        "Q6_K, ce014f55debc735a",
        "Q5_K_M, 53461d85222eeee1",
        "Q5_K_S, 656f6d9809b83c76",
        "Q5_1, 64526542948445a4",
        "Q5_0, 07e56ffe90437e43",
        "Q4_K_M, 6c3ee4d2762ff7e2",
        "Q4_K_S, f5efe3e14aa6cd71",
        "Q4_1, 681d6338f15dc6e6",
        "Q4_0, 5f2f91f904ac5f79",
        "IQ4_NL, 8b5196f9f7fddd13",
        "IQ4_XS, 356fbbe0c6b9ff55",
        "Q3_K_L, f8d3d7b80180c199",
        "Q3_K_M, e0c64678e4b287d4",
        "Q3_K_S, f6a4436a463cbfd1",
        "Q2_K, 728db5038ca6fbc0"
    })
    void aFileHasTheBytesOfLlamaQuantizes(Mixture mixture, String expected) throws IOException {
        Path in = SmallFiles.llama(9, 256).write(folder.resolve("in.gguf"));
        assertEquals(expected, hash(quantise(in, QuantiseOptions.of(mixture).withThreads(2))));
    }

    @ParameterizedTest
    @CsvSource({
        "Q8_0, cfba0a76b5b921b5",
        "Q6_K, 06a4b356892d35fc",
        "Q5_K_M, cd696d30e28603d6",
        "Q5_K_S, 005d8fd3e16eb30d",
        "Q5_1, 1634577c90a65057",
        "Q5_0, 824bae25ef17febb",
        "Q4_K_M, 78d43e9e99700cde",
        "Q4_K_S, 3029a51d1ff4de9d",
        "Q4_1, 7564fa38c3fb4691",
        "Q4_0, 46bce37b5e7df614",
        "IQ4_NL, 8a6332d252510647",
        "IQ4_XS, 88ddc59dcc6b0755",
        "Q3_K_L, e22bee2c9773e6d4",
        "Q3_K_M, 9de53e891f2b8815",
        "Q3_K_S, 0a863e4e4fd10fd0",
        "Q2_K, 5ed1fd568d53c5db",
        "Q2_K_S, e0e433e28bdf91e3"
    })
    void aFileByImportanceHasTheBytesOfLlamaQuantizes(Mixture mixture, String expected) throws IOException {
        Path in = SmallFiles.llama(9, 256).write(folder.resolve("in.gguf"));
        assertEquals(expected, hash(quantise(in, weighted(in, mixture))));
    }

    @ParameterizedTest
    @CsvSource({
        "Q8_0, 4a15f8facb0254ce, 5150252ebe94c838",
        "Q4_K_M, 80f829f55d129c42, e7ad358b507088d6",
        "Q5_K_M, b816d5a55f3a54c1, bcfa9247474c010b",
        "Q3_K_M, 6a371592ab38231c, 988db43c4e30038a",
        "Q4_0, deff209eeb208308, e1e080b67b7461ac",
        "IQ4_XS, 0df02f049bd92c34, 766263cfb5d6fa60",
        "Q2_K, f76dc763218db34d, 7001939b33a964ab"
    })
    void expertsHaveTheBytesOfLlamaQuantizes(Mixture mixture, String expected, String byImportance) throws IOException {
        Path in = SmallFiles.experts(2, 256).write(folder.resolve("in.gguf"));
        assertEquals(expected, hash(quantise(in, QuantiseOptions.of(mixture))));
        assertEquals(byImportance, hash(quantise(in, weighted(in, mixture))));
    }

    @ParameterizedTest
    @CsvSource({
        "Q4_K_M, 48, c4610f558b4ad7d7",
        "Q4_K_M, 64, dd136df5d69394b2",
        "Q4_K_M, 96, b51735841cab9ddc",
        "Q4_K_M, 288, d7f389cae23ad1c7",
        "Q6_K, 48, f45b12e78f3c4c4c",
        "Q6_K, 64, a803d2911b5e5187",
        "Q6_K, 96, 5f305c7ea55c1fb3",
        "Q6_K, 288, 8349b8033a134bed",
        "Q5_K_S, 48, fe062dc1981b5870",
        "Q5_K_S, 64, 36f75e2239ddf07a",
        "Q5_K_S, 96, be62795af02db9b1",
        "Q5_K_S, 288, 91a71cd10714ab8b",
        "Q3_K_M, 48, 606e1baca29a7e1f",
        "Q3_K_M, 64, 40dd4de5208d9ade",
        "Q3_K_M, 96, 65658a06341e571c",
        "Q3_K_M, 288, 6c6d45bfd8edade0",
        "Q2_K, 48, 7ec94aea7f2659e1",
        "Q2_K, 64, 49af470d933b426b",
        "Q2_K, 96, 68d61ce5afeeb5fe",
        "Q2_K, 288, 70a4c8b034768094",
        "IQ4_XS, 48, f73c90c3cba29a2d",
        "IQ4_XS, 64, d7dd3d03b7048411",
        "IQ4_XS, 96, 3b2e89c4f0cb7c3a",
        "IQ4_XS, 288, 5d8d86f825d99453",
        "Q4_0, 48, 2bff9dc3d34beedf",
        "Q4_0, 64, 94e355cceaea11f7",
        "Q4_0, 96, 5d9090f9a66998b6",
        "Q4_0, 288, b8e69db6d6a65db1",
        "Q8_0, 48, c8e47ca51d7f4e23",
        "Q8_0, 64, e7e6730bd0ef26eb",
        "Q8_0, 96, 869c943347a50dd1",
        "Q8_0, 288, 0cc19f4247049a60"
    })
    void tiedFilesWithNarrowRowsHaveTheBytesOfLlamaQuantizes(Mixture mixture, int columns, String expected)
            throws IOException {
        Path in = SmallFiles.tied(3, columns).write(folder.resolve("in.gguf"));
        assertEquals(expected, hash(quantise(in, QuantiseOptions.of(mixture))));
    }

    /** As Llama 2 70B has them: values get more bits where heads share them. */
    @ParameterizedTest
    @CsvSource({
        "Q2_K, shared, f25fa83e76693f3d",
        "Q3_K_M, shared, 1a4a8a48c30a34bf",
        "Q4_K_S, shared, f227f1913932a03e",
        "Q4_K_M, shared, 922020decd3bc050",
        "Q5_K_M, shared, 20f959c1f0dfacba",
        "IQ4_XS, shared, 29a46940a7383a24",
        "Q3_K_L, apart, 79a8ce9ec38b105d",
        "Q4_K_M, apart, d39cfcda3c025028",
        "Q2_K, experts, 286d3409318a46a6",
        "Q3_K_M, experts, e8b492b6730314d1"
    })
    void eightyLayersHaveTheBytesOfLlamaQuantizes(Mixture mixture, String heads, String expected) throws IOException {
        GgufWriter model = switch (heads) {
            case "shared" -> SmallFiles.llama(80, 256);
            case "apart" -> SmallFiles.tied(80, 256);
            default -> SmallFiles.experts(80, 256);
        };
        Path in = model.write(folder.resolve("in.gguf"));
        assertEquals(expected, hash(quantise(in, QuantiseOptions.of(mixture).withThreads(2))));
    }

    @Test
    void anyNumberOfThreadsWritesTheSame() throws IOException {
        Path in = SmallFiles.experts(2, 512).write(folder.resolve("in.gguf"));
        byte[] one = Files.readAllBytes(quantise(in, QuantiseOptions.of(Mixture.Q4_K_S)));
        byte[] five = Files.readAllBytes(
                quantise(in, QuantiseOptions.of(Mixture.Q4_K_S).withThreads(5)));
        assertArrayEquals(one, five);
    }

    @Test
    void theFileThatIsReadIsNeverWritten() throws IOException {
        Path in = SmallFiles.tied(1, 256).write(folder.resolve("in.gguf"));
        Path link = Files.createLink(folder.resolve("link.gguf"), in);
        byte[] before = Files.readAllBytes(in);
        GgufException e = assertThrows(GgufException.class, () -> write(in, link, QuantiseOptions.of(Mixture.Q8_0)));
        assertMessage("would replace the one that is read", e);
        assertArrayEquals(before, Files.readAllBytes(in));
    }

    @Test
    void whatIsStoppedLeavesNothing() throws IOException {
        Path in = SmallFiles.tied(1, 256).write(folder.resolve("in.gguf"));
        try (Gguf gguf = Gguf.open(in)) {
            Quantiser quantiser = new Quantiser(QuantisePlan.of(gguf, QuantiseOptions.of(Mixture.Q8_0)));
            assertThrows(
                    CancellationException.class,
                    () -> quantiser.write(folder.resolve("out.gguf"), (done, total) -> done < 3));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(in), files.toList());
        }
    }

    @Test
    void whatIsNoNumberIsRefusedWithItsTensor() throws IOException {
        float[] values = new float[64];
        values[40] = Float.NaN;
        Path in = new GgufWriter()
                .string("general.architecture", "llama")
                .tensor("blk.0.attn_q.weight", Formats.F32, Encoder.f32(values), 32, 2)
                .write(folder.resolve("in.gguf"));
        GgufException e = assertThrows(GgufException.class, () -> quantise(in, QuantiseOptions.of(Mixture.Q8_0)));
        assertMessage("in.gguf: tensor 'blk.0.attn_q.weight' holds a NaN", e);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(in), files.toList());
        }
    }

    @Test
    void aQuantisedFileIsTakenWhereThatIsAllowed() throws IOException {
        Path in = SmallFiles.tied(1, 256).write(folder.resolve("in.gguf"));
        Path first = quantise(in, QuantiseOptions.of(Mixture.Q8_0));
        GgufException e = assertThrows(GgufException.class, () -> quantise(first, QuantiseOptions.of(Mixture.Q4_0)));
        assertMessage("is quantised already, in Q8_0", e);
    }

    private static void assertMessage(String part, GgufException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }

    private QuantiseOptions weighted(Path in, Mixture mixture) throws IOException {
        try (Gguf gguf = Gguf.open(in)) {
            Path file = SmallFiles.importance(
                    folder.resolve("imatrix.gguf"), List.copyOf(gguf.tensors().values()));
            Importance read = ImportanceFile.read(file);
            return QuantiseOptions.of(mixture)
                    .withImportance(new Importance("imatrix.gguf", read.dataset(), read.chunks(), read.tensors()));
        }
    }

    private Path quantise(Path in, QuantiseOptions options) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".gguf");
        Files.delete(out);
        return write(in, out, options);
    }

    private static Path write(Path in, Path out, QuantiseOptions options) throws IOException {
        try (Gguf gguf = Gguf.open(in)) {
            new Quantiser(QuantisePlan.of(gguf, options)).write(out, Progress.NONE);
        }
        return out;
    }

    private static String hash(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
