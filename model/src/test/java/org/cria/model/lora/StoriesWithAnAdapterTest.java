package org.cria.model.lora;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.SharedFolder;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.sample.SamplerSettings;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trained model with an adapter on every matrix says what it does in llama.cpp: {@code stories.txt} has a scale, tokens and
 * log-probabilities, made by {@code scripts/golden-adapters.py}.
 */
final class StoriesWithAnAdapterTest {
    private static final String PROMPT = "Once upon a time, there was a little";
    private static final int RANK = 4;
    /** Sums of up to 172 products in F32, in another order, through five layers: 1e-5 was seen. */
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    @Test
    void tokensAndLogProbabilitiesAreThoseOfLlamaCpp() throws IOException {
        Path base = SharedFolder.file("models/stories260K.gguf");
        Path adapter = write(base, folder.resolve("adapter.gguf"));
        List<String> golden;
        try (var in = StoriesWithAnAdapterTest.class.getResourceAsStream("/lora/stories.txt")) {
            golden = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        for (String line : golden) {
            String[] parts = line.split(" ", -1);
            List<Piece> said = said(base, new LoraFile(adapter, Float.parseFloat(parts[0])), parts.length - 1);
            for (int i = 1; i < parts.length; i++) {
                String[] expected = parts[i].split(":", -1);
                Piece piece = said.get(i - 1);
                assertEquals(Integer.parseInt(expected[0]), piece.token(), line + ", token " + i);
                assertEquals(Double.parseDouble(expected[1]), piece.logprob(), TOLERANCE, line + ", token " + i);
            }
        }
        assertEquals(4, golden.size());
    }

    private static List<Piece> said(Path base, LoraFile adapter, int tokens) {
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(1)
                .withCache(Formats.F32, Formats.F32)
                .withRewrite(new LoraRewrite(List.of(adapter)));
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.greedy())
                .withPredict(tokens)
                .withLogprobs(0);
        try (Model model = Model.open(base, options);
                Session session = model.newSession()) {
            int[] prompt = model.tokenizer().framed(model.tokenizer().encode(PROMPT));
            Generation generation = model.generate(session, prompt, settings);
            List<Piece> said = new ArrayList<>();
            generation.forEachRemaining(said::add);
            return said;
        }
    }

    private static Path write(Path base, Path file) throws IOException {
        GgufWriter writer = new GgufWriter()
                .string("general.architecture", "llama")
                .string("general.type", "adapter")
                .string("adapter.type", "lora")
                .f32("adapter.lora.alpha", 8);
        try (Gguf gguf = Gguf.open(base)) {
            int seed = 0;
            for (TensorInfo tensor : gguf.tensors().values()) {
                if (tensor.dimensions().size() > 1) {
                    int columns = tensor.dimensions().get(0).intValue();
                    int rows = tensor.dimensions().get(1).intValue();
                    boolean embeddings = tensor.name().equals("token_embd.weight");
                    long[] inner = embeddings ? new long[] {RANK, rows} : new long[] {columns, RANK};
                    int outer = embeddings ? columns : rows;
                    byte[] a = values(2L * seed, (int) (inner[0] * inner[1]), embeddings ? 1 : 3 / Math.sqrt(columns));
                    writer.tensor(tensor.name() + ".lora_a", Formats.F32, a, inner);
                    byte[] b = values(2L * seed + 1, outer * RANK, 0.5);
                    writer.tensor(tensor.name() + ".lora_b", Formats.F32, b, RANK, (long) outer);
                }
                seed++;
            }
        }
        return writer.write(file);
    }

    /** As the script has them. */
    private static byte[] values(long seed, int count, double size) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            long mixed = (i + seed * 1_000_003) * 2_654_435_761L & 0xFFFFFFFFL;
            mixed = (mixed ^ mixed >>> 15) * 2_246_822_519L & 0xFFFFFFFFL;
            bytes.putFloat((float) ((mixed / 0x1p32 - 0.5) * size));
        }
        return bytes.array();
    }
}
