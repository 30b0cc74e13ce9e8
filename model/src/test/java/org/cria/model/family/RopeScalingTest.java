package org.cria.model.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.cria.testmodels.FamilyModels;
import org.cria.testmodels.GgufField.Kind;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.TinyModel;
import org.cria.testmodels.TinyModel.Rope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frequencies against numbers worked out by hand: heads of 8 and base 10,000 turn by 1, 0.1, 0.01 and 0.001. */
final class RopeScalingTest {
    @TempDir
    Path folder;

    @Test
    void withoutScalingPairsTurnByPowersOfTheBase() throws IOException {
        assertRotation(Defined.tiny().writer(), 1, 1, 0.1, 0.01, 0.001);
    }

    @Test
    void onlyTheLeadingDimensionsOfAHeadTurn() throws IOException {
        byte[] bytes = Defined.tiny().image().with(Kind.VALUE, "llama.rope.dimension_count", 4);
        assertRotation(bytes, 1, 1, 0.01);
    }

    @Test
    void linearScalingDividesAll() throws IOException {
        assertRotation(Defined.tiny().rope(Rope.LINEAR).writer(), 1, 0.25, 0.025, 0.0025, 0.00025);
        assertRotation(Defined.tiny().writer().f32("llama.rope.scaling.factor", 2), 1, 0.5, 0.05, 0.005, 0.0005);
        assertRotation(Defined.tiny().writer().f32("llama.rope.scale_linear", 2), 1, 0.5, 0.05, 0.005, 0.0005);
    }

    @Test
    void scalingOfTheKindNoneIsNoScaling() throws IOException {
        GgufWriter writer = Defined.tiny()
                .writer()
                .string("llama.rope.scaling.type", "none")
                .f32("llama.rope.scaling.factor", 4);
        assertRotation(writer, 1, 1, 0.1, 0.01, 0.001);
    }

    /**
     * From 64 positions by 4. A pair that turns 32 times over 64 positions would be number 8·ln(64/(32·2π))/(2·ln 10⁴) = −0.5, one
     * that turns once 8·ln(64/2π)/(2·ln 10⁴) = 1.008; so the ramp goes from 0 to 2: pair 0 keeps its frequency, pair 1 is half
     * 0.1 and half 0.025, pairs 2 and 3 are divided. The magnitude is 1 + 0.1·ln 4.
     */
    @Test
    void yarnKeepsFastPairsAndDividesSlowOnes() throws IOException {
        assertRotation(Defined.tiny().rope(Rope.YARN).writer(), 1.1386294, 1, 0.0625, 0.0025, 0.00025);
    }

    /** Heads of 64, from 4096 positions by 8: 64·ln(4096/64π)/(2·ln 10⁴) = 10.47 and 64·ln(4096/2π)/(2·ln 10⁴) = 22.51. */
    @Test
    void theEndsOfYarnsRampAreRoundedOutwards() throws IOException {
        GgufWriter writer = TinyModel.seeded(1)
                .dim(64)
                .ffn(32)
                .heads(1)
                .kvHeads(1)
                .layers(1)
                .context(32_768)
                .writer()
                .string("llama.rope.scaling.type", "yarn")
                .f32("llama.rope.scaling.factor", 8)
                .u32("llama.rope.scaling.original_context_length", 4096);
        Defined.check(folder, writer, definition -> {
            Rotation rotation = rotation(definition);
            assertEquals(1, ratio(rotation, 0, 64), 1e-6);
            assertEquals(1, ratio(rotation, 10, 64), 1e-6);
            assertEquals(12 / 13.0 + 1 / 13.0 / 8, ratio(rotation, 11, 64), 1e-6);
            assertEquals(1 / 13.0 + 12 / 13.0 / 8, ratio(rotation, 22, 64), 1e-6);
            assertEquals(1 / 8.0, ratio(rotation, 23, 64), 1e-6);
            assertEquals(1 / 8.0, ratio(rotation, 31, 64), 1e-6);
            assertEquals(1 + 0.1 * Math.log(8), rotation.magnitude(), 1e-6);
        });
    }

    /** What llama-perplexity 0.7.0 computes for the same file with and without the key: the same, save for attn_factor. */
    @ParameterizedTest
    @CsvSource({
        "attn_factor, 2, 2",
        "yarn_attn_factor, 2, 1",
        "yarn_ext_factor, 0.5, 1",
        "yarn_beta_fast, 16, 1",
        "yarn_beta_slow, 2, 1",
        "yarn_log_multiplier, 0.1, 1"
    })
    void ofTheKeysForMagnitudesOnlyOneCountsForThisArchitecture(String key, float value, double times)
            throws IOException {
        String full = "llama.rope.scaling." + key;
        assertRotation(Defined.tiny().writer().f32(full, value), times, 1, 0.1, 0.01, 0.001);
        assertRotation(Defined.tiny().rope(Rope.LINEAR).writer().f32(full, value), times, 0.25, 0.025, 0.0025, 0.00025);
        assertRotation(
                Defined.tiny().rope(Rope.YARN).writer().f32(full, value),
                times * 1.1386294,
                1,
                0.0625,
                0.0025,
                0.00025);
    }

    /**
     * What llama-perplexity 0.7.0 computes for the tiny model of each family with YaRN and one of the keys, from which Cria's predictions are less
     * than 4e-5 away (KL): attn_factor alone counts, and in every layer, those with a base of their own too.
     */
    @ParameterizedTest
    @CsvSource({
        "attn_factor, 2, 2",
        "yarn_attn_factor, 2, 1",
        "yarn_ext_factor, 0.5, 1",
        "yarn_beta_fast, 16, 1",
        "yarn_beta_slow, 2, 1",
        "yarn_log_multiplier, 0.1, 1"
    })
    void inEveryFamilyTheSameKeyCounts(String key, float value, double times) throws IOException {
        for (Family family : Families.all()) {
            String name = family.architecture();
            if (!name.equals("phi3")) { // whose models have the keys already, for factors of their own
                List<Rotation> plain = new ArrayList<>();
                List<Rotation> other = new ArrayList<>();
                Defined.check(folder, yarn(name), definition -> plain.addAll(rotations(definition)));
                GgufWriter writer = yarn(name).f32(name + ".rope.scaling." + key, value);
                Defined.check(folder, writer, definition -> other.addAll(rotations(definition)));
                assertEquals(plain.size(), other.size(), name);
                for (int i = 0; i < plain.size(); i++) {
                    assertEquals(plain.get(i).frequencies(), other.get(i).frequencies(), name);
                    assertEquals(times * plain.get(i).magnitude(), other.get(i).magnitude(), 1e-6, name);
                }
            }
        }
    }

    private static GgufWriter yarn(String architecture) {
        String model = (architecture.equals("llama") ? "nemo" : architecture) + "-odd";
        String prefix = architecture + ".rope.scaling.";
        return Objects.requireNonNull(FamilyModels.all().get(model), model)
                .writer()
                .string(prefix + "type", "yarn")
                .f32(prefix + "factor", 4)
                .u32(prefix + "original_context_length", 64);
    }

    @Test
    void llama3sDivisorsDivideEachPair() throws IOException {
        assertRotation(divisors(1, 2, 8, 8), 1, 1, 0.05, 0.00125, 0.000125);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aDivisorThatIsNoPositiveNumberIsRefused(float divisor) throws IOException {
        String message = Defined.refusal(folder, divisors(1, 2, divisor, 8));
        assertTrue(message.contains("rope_freqs.weight") && message.contains(String.valueOf(divisor)), message);
    }

    @Test
    void divisorsMustBeOneForEachPair() throws IOException {
        String message = Defined.refusal(folder, divisors(1, 2, 8));
        assertTrue(message.contains("'rope_freqs.weight' is [3], expected [4] (rope dimensions / 2)"), message);
    }

    @Test
    void anUnknownScalingIsRefusedWithTheKnownOnes() throws IOException {
        GgufWriter writer = Defined.tiny().writer().string("llama.rope.scaling.type", "dynamic");
        assertEquals(
                "tiny.gguf: llama.rope.scaling.type 'dynamic', expected none, linear, yarn or longrope. This kind of"
                        + " position scaling is not supported; choose another model.",
                Defined.refusal(folder, writer));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -4, Float.NaN, Float.POSITIVE_INFINITY})
    void aFactorThatIsNoPositiveNumberIsRefused(float factor) throws IOException {
        String message = Defined.refusal(folder, Defined.tiny().writer().f32("llama.rope.scaling.factor", factor));
        assertTrue(message.contains("rope.scaling.factor " + factor), message);
    }

    @Test
    void numbersThatMakeAFrequencyInfiniteAreRefused() throws IOException {
        GgufWriter tinyFactor = Defined.tiny().writer().f32("llama.rope.scaling.factor", Float.MIN_VALUE);
        assertTrue(Defined.refusal(folder, tinyFactor).contains("rope"));
        GgufWriter strength = Defined.tiny().writer().f32("llama.rope.scaling.attn_factor", Float.NaN);
        assertTrue(Defined.refusal(folder, strength).contains("rope"));
    }

    private static GgufWriter divisors(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return Defined.tiny().writer().tensor("rope_freqs.weight", Formats.F32, bytes.array(), values.length);
    }

    private void assertRotation(GgufWriter writer, double magnitude, double... frequencies) throws IOException {
        assertRotation(writer.bytes(), magnitude, frequencies);
    }

    private void assertRotation(byte[] bytes, double magnitude, double... frequencies) throws IOException {
        Defined.check(folder, bytes, definition -> {
            Rotation rotation = rotation(definition);
            assertEquals(frequencies.length, rotation.frequencies().size());
            for (int i = 0; i < frequencies.length; i++) {
                assertEquals(frequencies[i], rotation.frequencies().get(i), 1e-6 * frequencies[i], "pair " + i);
            }
            assertEquals(magnitude, rotation.magnitude(), 1e-6);
        });
    }

    private static List<Rotation> rotations(Definition definition) {
        return definition.program().steps().stream()
                .filter(Step.Rope.class::isInstance)
                .map(step -> ((Step.Rope) step).rotation())
                .distinct()
                .toList();
    }

    /** Queries and keys of every layer turn alike. */
    private static Rotation rotation(Definition definition) {
        List<Rotation> rotations = rotations(definition);
        assertEquals(1, rotations.size());
        return rotations.getFirst();
    }

    /** A pair's frequency relative to the one without scaling. */
    private static double ratio(Rotation rotation, int pair, int dims) {
        return rotation.frequencies().get(pair) / Math.pow(10_000, -2.0 * pair / dims);
    }
}
