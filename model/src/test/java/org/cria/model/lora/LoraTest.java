package org.cria.model.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.family.Tweak;
import org.cria.model.forward.Session;
import org.cria.model.forward.SessionBatch;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters beside a model's matrices. */
final class LoraTest {
    private static final int[] PROMPT = {1, 5, 9, 40, 7};
    private static final int RANK = 3;
    private static final Predicate<String> ALL = name -> !name.contains("norm") && !name.contains("gate_inp");
    private static final String CONFIG = "{\"peft_type\": \"LORA\", \"r\": 3, \"lora_alpha\": 6}";

    /**
     * Of the largest logit: sums of up to 96 products in F32, added in another order, differ by about a tenth of it, and what is wrong by a
     * row or a factor by a thousand times as much.
     */
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    private static TinyModel model() {
        return TinyModel.seeded(7).layers(2).dim(64).ffn(96).heads(4).kvHeads(2);
    }

    static Stream<TinyModel> models() {
        return Stream.of(
                model(),
                model().tied(),
                model().biased(),
                model().experts(4, 2),
                model().architecture("phi3").fused(),
                model().architecture("qwen2").biasedQkv());
    }

    private static float[] logits(Path file, ModelOptions options, ProgramRewrite rewrite) {
        try (Model model = Model.open(file, options.withRewrite(rewrite));
                Session session = model.newSession()) {
            return session.prefill(PROMPT, Progress.NONE).orElseThrow().toArray();
        }
    }

    private static ModelOptions cpu() {
        return ModelOptions.defaults().withDevice("cpu").withThreads(1).withCache(Formats.F32, Formats.F32);
    }

    private static ProgramRewrite lora(Path file, float scale) {
        return new LoraRewrite(List.of(new LoraFile(file, scale)));
    }

    private static void assertNear(float[] expected, float[] found, double tolerance) {
        float most = 0;
        for (float value : expected) {
            most = Math.max(most, Math.abs(value));
        }
        assertArrayEquals(expected, found, (float) (tolerance * most));
    }

    @ParameterizedTest
    @MethodSource("models")
    void anAdapterComputesWhatTheModelDoesThatHasItInItsMatrices(TinyModel model) throws IOException {
        Path base = model.write(folder.resolve("base.gguf"));
        Tweaks tweaks = Tweaks.of(base, RANK, 1, ALL.and(name -> !name.equals(LowRank.EMBEDDINGS)));
        Path adapter = tweaks.gguf(folder.resolve("adapter.gguf"), 6);
        float[] plain = logits(base, cpu(), ProgramRewrite.NONE);
        float[] merged = logits(base, cpu(), tweaks.merged(1));
        assertFalse(Arrays.equals(plain, merged));
        assertNear(merged, logits(base, cpu(), lora(adapter, 0.5f)), TOLERANCE);
        assertNear(merged, logits(base, cpu().withDevice("emulator"), lora(adapter, 0.5f)), TOLERANCE);
        assertArrayEquals(plain, logits(base, cpu(), lora(adapter, 0)));
    }

    @Test
    void theEmbeddingsMayBeTweakedToo() throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Tweaks tweaks = Tweaks.of(base, RANK, 1, LowRank.EMBEDDINGS::equals);
        Path adapter = tweaks.gguf(folder.resolve("adapter.gguf"), 3);
        assertNear(logits(base, cpu(), tweaks.merged(1)), logits(base, cpu(), lora(adapter, 1)), TOLERANCE);
    }

    @Test
    void aFolderOfPeftIsTheSameAdapterToTheBit() throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Tweaks tweaks = Tweaks.of(base, RANK, 1, ALL);
        float[] expected = logits(base, cpu(), lora(tweaks.gguf(folder.resolve("adapter.gguf"), 6), 1));
        Path saved = tweaks.peft(folder.resolve("saved"), CONFIG);
        assertArrayEquals(expected, logits(base, cpu(), lora(saved, 1)));
        assertArrayEquals(expected, logits(base, cpu(), lora(saved.resolve("adapter_model.safetensors"), 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"lora_alpha\": 6 | 6",
                "\"lora_alpha\": 6, \"use_rslora\": true | 10.392304845", // 6 · √3
                "\"lora_alpha\": 1, \"alpha_pattern\": {\"k_proj\": 2, \"q_proj\": 9} | 9",
                "\"lora_alpha\": 1, \"alpha_pattern\": {\"^model.layers.\\\\d.self_attn.q_proj\": 9} | 9",
                "\"lora_alpha\": 4, \"alpha_pattern\": {\"proj\": 9} | 4",
            })
    void theFactorIsThatOfThisMatrix(String config, float alpha) throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Tweaks tweaks = Tweaks.of(base, RANK, 1, name -> name.endsWith("attn_q.weight"));
        Path saved = tweaks.peft(folder.resolve("saved"), "{\"peft_type\": \"LORA\", \"r\": 3, " + config + "}");
        float[] expected = logits(base, cpu(), lora(tweaks.gguf(folder.resolve("adapter.gguf"), alpha), 1));
        assertNear(expected, logits(base, cpu(), lora(saved, 1)), 1e-6);
    }

    @Test
    void severalAddUp() throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Path adapter = Tweaks.of(base, RANK, 1, ALL).gguf(folder.resolve("adapter.gguf"), 6);
        Path other = Tweaks.of(base, 2, 2, ALL).gguf(folder.resolve("other.gguf"), 0);
        LoraFile full = new LoraFile(adapter, 0.75f);
        LoraFile part = new LoraFile(adapter, 0.25f);
        LoraFile rest = new LoraFile(adapter, 0.5f);
        LoraFile second = new LoraFile(other, 1);
        float[] once = logits(base, cpu(), new LoraRewrite(List.of(full, second)));
        assertNear(once, logits(base, cpu(), new LoraRewrite(List.of(part, second, rest))), TOLERANCE);
        assertFalse(Arrays.equals(once, logits(base, cpu(), new LoraRewrite(List.of(full)))));
    }

    @Test
    void quantisedModelsTakeThemAndTheBatchChangesNoBit() throws IOException {
        Path base = model().format(Formats.Q8_0).write(folder.resolve("base.gguf"));
        Path adapter = Tweaks.of(base, RANK, 1, ALL).gguf(folder.resolve("adapter.gguf"), 6);
        float[] whole = logits(base, cpu(), lora(adapter, 1));
        assertArrayEquals(whole, logits(base, cpu().withBatchSize(1), lora(adapter, 1)));
        assertArrayEquals(whole, logits(base, cpu().withThreads(2).withBatchSize(2), lora(adapter, 1)));
        assertFalse(Arrays.equals(whole, logits(base, cpu(), ProgramRewrite.NONE)));
    }

    @Test
    void aModelWithAnAdapterIsAnotherModelForWhatWasKeptOfIt() throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Path adapter = Tweaks.of(base, RANK, 1, ALL).gguf(folder.resolve("adapter.gguf"), 6);
        String plain = fingerprint(base, ProgramRewrite.NONE);
        String one = fingerprint(base, lora(adapter, 1));
        assertNotEquals(plain, one);
        assertNotEquals(one, fingerprint(base, lora(adapter, 0.5f)));
        assertEquals(one, fingerprint(base, lora(adapter, 1)));
        assertTrue(one.matches("[0-9a-f]{64}"), one);
    }

    private static String fingerprint(Path file, ProgramRewrite rewrite) {
        try (Model model = Model.open(file, cpu().withRewrite(rewrite))) {
            return model.fingerprint();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "emulator"})
    void anotherStrengthIsThatOfAModelOpenedWithIt(String device) throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Path first = Tweaks.of(base, RANK, 1, ALL).gguf(folder.resolve("first.gguf"), 6);
        Path second = Tweaks.of(base, 2, 2, ALL).gguf(folder.resolve("second.gguf"), 0);
        ModelOptions options = cpu().withDevice(device);
        float[] other = logits(base, options, of(first, 0.25f, second, -2));
        float[] plain = logits(base, options, of(first, 0, second, 0));
        try (Model model = Model.open(base, options.withRewrite(of(first, 1, second, 0.5f)));
                Session session = model.newSession()) {
            assertEquals(List.of(new Tweak("first", 1), new Tweak("second", 0.5f)), model.tweaks());
            assertFalse(Arrays.equals(other, read(session)));
            model.engine().adapt(new float[] {0.25f, -2});
            assertArrayEquals(other, read(session));
            try (Session own = session.fork()) {
                own.adapt(new float[] {0, 0});
                assertArrayEquals(plain, read(own));
                assertArrayEquals(other, read(session));
            }
        }
    }

    @Test
    void textsOfOnePassHaveTheirOwnStrengths() throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Path adapter = Tweaks.of(base, RANK, 1, ALL).gguf(folder.resolve("adapter.gguf"), 6);
        try (Model model = Model.open(base, cpu().withRewrite(lora(adapter, 1)));
                Session half = model.newSession();
                Session whole = model.newSession()) {
            half.adapt(new float[] {0.5f});
            read(half);
            read(whole);
            List<Scores.All> both = new SessionBatch(List.of(half, whole)).decode(new int[] {3, 3});
            float[] ofHalf = both.get(0).toArray();
            float[] ofWhole = both.get(1).toArray();
            assertFalse(Arrays.equals(ofHalf, ofWhole));
            half.rewind(PROMPT.length);
            whole.rewind(PROMPT.length);
            assertArrayEquals(ofHalf, half.decode(3).toArray());
            assertArrayEquals(ofWhole, whole.decode(3).toArray());
        }
    }

    @Test
    void aSavedChatKnowsTheStrengthsThatMadeIt() throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Path adapter = Tweaks.of(base, RANK, 1, ALL).gguf(folder.resolve("adapter.gguf"), 6);
        try (Model model = Model.open(base, cpu().withRewrite(lora(adapter, 1)));
                Model half = Model.open(base, cpu().withRewrite(lora(adapter, 0.5f)))) {
            assertNotEquals(half.fingerprint(), model.fingerprint());
            model.engine().adapt(new float[] {0.5f});
            assertEquals(half.fingerprint(), model.fingerprint());
        }
    }

    private static float[] read(Session session) {
        return session.prefill(PROMPT, Progress.NONE).orElseThrow().toArray();
    }

    private static ProgramRewrite of(Path first, float firstScale, Path second, float secondScale) {
        return new LoraRewrite(List.of(new LoraFile(first, firstScale), new LoraFile(second, secondScale)));
    }
}
