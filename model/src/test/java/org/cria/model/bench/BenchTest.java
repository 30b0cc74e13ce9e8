package org.cria.model.bench;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks run what their names say. */
class BenchTest {
    @TempDir
    private Path folder;

    @Test
    void testsHaveLlamaBenchsNames() {
        assertAll(
                () -> assertEquals("pp512", new Trial(512, 0, 0).name()),
                () -> assertEquals("tg128", new Trial(0, 128, 0).name()),
                () -> assertEquals("pp512+tg128", new Trial(512, 128, 0).name()),
                () -> assertEquals("tg128 @ d1024", new Trial(0, 128, 1024).name()),
                () -> assertEquals("8 x tg128 @ d16", new Trial(0, 128, 16, 8).name()),
                () -> assertEquals("8 x pp512+tg128", new Trial(512, 128, 0, 8).name()),
                () -> assertEquals(8 * 128, new Trial(0, 128, 16, 8).tokens()),
                () -> assertEquals(128 + 16, new Trial(0, 128, 16, 8).contextSize()),
                () -> assertEquals(7, new Trial(1, 2, 4).contextSize()));
    }

    @Test
    void aTestOfNothingOrOfTooMuchIsRefused() {
        assertThrows(CriaException.class, () -> new Trial(0, 0, 5));
        assertThrows(CriaException.class, () -> new Trial(-1, 2, 0));
        assertThrows(CriaException.class, () -> new Trial(Integer.MAX_VALUE, 1, 0));
    }

    @Test
    void meanAndDeviationAreThoseOfTheSample() {
        Samples samples = samples(1_000_000_000L, 2_000_000_000L, 4_000_000_000L);
        assertAll(
                () -> assertEquals(List.of(10.0, 5.0, 2.5), samples.speeds()),
                () -> assertEquals(2_333_333_333L, samples.meanNanos()),
                () -> assertEquals(1_527_525_231.0, (double) samples.deviationNanos(), 1),
                () -> assertEquals(17.5 / 3, samples.meanSpeed(), 1e-12),
                () -> assertEquals(3.818813079, samples.deviationSpeed(), 1e-9),
                () -> assertEquals(0, samples(5L).deviationSpeed()),
                () -> assertTrue(Double.isFinite(samples(0L).meanSpeed())));
    }

    @Test
    void percentilesLieBetweenNeighboursAsNumPyHasThem() {
        Latencies waits = new Latencies(List.of(40L, 10L, 20L, 30L));
        assertAll(
                () -> assertEquals(25, waits.percentile(50).orElseThrow()),
                () -> assertEquals(37, waits.percentile(90).orElseThrow()),
                () -> assertEquals(10, waits.percentile(0).orElseThrow()),
                () -> assertEquals(40, waits.percentile(100).orElseThrow()),
                () -> assertEquals(7, new Latencies(List.of(7L)).percentile(99).orElseThrow()),
                () -> assertTrue(new Latencies(List.of()).percentile(50).isEmpty()));
    }

    @Test
    void energyIsCountedOfMeasuredRunsOnly() throws IOException {
        EnergyMeter oneJouleEachTime = new EnergyMeter() {
            private double joules;

            @Override
            public Map<EnergyDomain, Double> joules() {
                return Map.of(EnergyDomain.PACKAGE, joules++);
            }

            @Override
            public void keepUp() {
                joules += 0.5;
            }

            @Override
            public Optional<String> missing() {
                return Optional.empty();
            }
        };
        try (Model model = tiny()) {
            Samples samples = new Bench(model, oneJouleEachTime, () -> true)
                    .measure(new Trial(0, 4, 0), 3, true)
                    .orElseThrow();
            assertEquals(
                    3.0 / 4,
                    samples.joulesPerToken(EnergyDomain.PACKAGE).orElseThrow(),
                    "1 J and 4 times 0.5 J of 4 tokens");
            assertTrue(samples.joulesPerToken(EnergyDomain.PSYS).isEmpty());
        }
    }

    @Test
    void everyRepetitionIsASampleAndTheWarmUpIsNone() throws IOException {
        try (Model model = tiny()) {
            Bench bench = new Bench(model, Powercap.in(folder), () -> true);
            for (Trial trial : List.of(
                    new Trial(9, 0, 0),
                    new Trial(0, 5, 0),
                    new Trial(9, 5, 3),
                    new Trial(0, 2, 6),
                    new Trial(0, 3, 4, 5),
                    new Trial(6, 3, 2, 4))) {
                Samples samples = bench.measure(trial, 3, true).orElseThrow();
                assertEquals(3, samples.nanos().size(), trial.name());
                assertEquals(trial.tokens(), samples.tokens());
                assertTrue(samples.nanos().stream().allMatch(time -> time > 0), trial.name());
                int prompts = trial.promptTokens() > 0 ? 3 * trial.sequences() : 0;
                assertEquals(prompts, samples.firsts().nanos().size(), trial.name());
                assertEquals(
                        3 * trial.generatedTokens(), samples.steps().nanos().size(), trial.name());
                long waited = samples.steps().nanos().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                long all = samples.nanos().stream().mapToLong(Long::longValue).sum();
                assertTrue(waited < all, trial.name());
            }
        }
    }

    @Test
    void theTokensBeforeATestAreComputedOnceAndEveryTokenOfItEachTime() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (Model model = tiny()) {
            Bench bench = new Bench(model, Powercap.in(folder), () -> asked.incrementAndGet() > 0);
            assertTrue(bench.measure(new Trial(0, 5, 8), 2, true).isPresent());
            assertEquals(2 + 3 * 5, asked.get(), "two batches of depth, then 5 tokens in three runs");
            asked.set(0);
            assertTrue(bench.measure(new Trial(9, 0, 8), 2, false).isPresent());
            assertEquals(2 + 2 * 3, asked.get(), "two batches of depth, then three of the prompt in two runs");
        }
    }

    @Test
    void aMeasurementThatIsToldToStopHasNoResult() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (Model model = tiny()) {
            Bench bench = new Bench(model, Powercap.in(folder), () -> asked.incrementAndGet() < 8);
            assertEquals(Optional.empty(), bench.measure(new Trial(0, 20, 0), 5, true));
            assertEquals(8, asked.get());
        }
    }

    private static Samples samples(Long... nanos) {
        return new Samples(10, List.of(nanos), new Latencies(List.of()), new Latencies(List.of()), Map.of());
    }

    private Model tiny() throws IOException {
        Path file = TinyModel.seeded(3).dim(64).ffn(96).heads(4).kvHeads(2).write(folder.resolve("tiny.gguf"));
        return Model.open(
                file, ModelOptions.defaults().withThreads(1).withBatchSize(4).withContextSize(32));
    }
}
