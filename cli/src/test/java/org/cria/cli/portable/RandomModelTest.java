package org.cria.cli.portable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RandomModelTest {
    private static final RandomModel SMALL = new RandomModel(4, 256, 4, 2, 512, 320, 64);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aModelOfRandomBlocksRuns(RandomModel.Mixture mixture) throws IOException {
        Path file = folder.resolve("random.gguf");
        SMALL.write(file, mixture);
        assertEquals(Files.size(file), SMALL.bytes(mixture));
        List<Double> logprobs = new ArrayList<>();
        try (Model model = Model.open(
                        file, ModelOptions.defaults().withDevice("cpu").withThreads(1));
                Session session = model.newSession()) {
            model.generate(
                            session,
                            new int[] {1, 300, 301},
                            GenerationSettings.defaults().withPredict(4).withLogprobs(1))
                    .forEachRemaining(piece -> logprobs.add(piece.logprob()));
        }
        assertTrue(!logprobs.isEmpty() && logprobs.stream().allMatch(p -> p <= 0 && p > -100), logprobs.toString());
    }

    /** llama.cpp's file of TinyLlama 1.1B in Q4_K_M has 668 MB, that in Q8_0 1,170 MB. */
    @Test
    void tinyLlamasShapeHasTheSizeOfItsFiles() {
        assertEquals(668, RandomModel.TINY_LLAMA.bytes(RandomModel.Mixture.Q4_K_M) / 1e6, 3);
        assertEquals(1170, RandomModel.TINY_LLAMA.bytes(RandomModel.Mixture.Q8_0) / 1e6, 3);
    }
}
