package org.cria.model.distil;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.kernels.format.Little;
import org.cria.model.Model;
import org.cria.model.forward.Session;
import org.cria.model.safetensors.NewSafetensors;
import org.cria.model.safetensors.Safetensors;
import org.cria.model.safetensors.StoredTensor;
import org.cria.model.train.Example;

/**
 * How likely a teacher finds the best tokens after each token of some examples that has a target; what it finds of all others together is the
 * rest to one.
 *
 * @param best how many tokens
 * @param tokens [predictions, best] ids, the likeliest first, example after example
 * @param logs [predictions, best] logarithms of their probabilities
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record TeacherScores(int best, int[] tokens, float[] logs) {
    private static final Control SCORES = new Control("scores");
    private static final String KEY = "key";

    /**
     * Asks the teacher.
     *
     * @param temperature that logits are divided by
     * @param progress hears of each example
     */
    public static TeacherScores of(
            Model teacher, List<Example> examples, int best, double temperature, Progress progress) {
        int predictions = examples.stream().mapToInt(Example::taught).sum();
        int kept = Math.min(best, teacher.config().vocabulary());
        TeacherScores scores = new TeacherScores(
                kept, new int[Math.multiplyExact(predictions, kept)], new float[Math.multiplyExact(predictions, kept)]);
        int[] row = new int[1];
        try (Session session = teacher.newSession()) {
            for (int i = 0; i < examples.size(); i++) {
                progress.require(i, examples.size());
                Example example = examples.get(i);
                session.rewind(0);
                session.score(example.tokens(), first(example), (position, logits) -> {
                    if (example.targets()[position] != Example.NONE) {
                        scores.put(row[0]++, logits, temperature);
                    }
                });
            }
            progress.require(examples.size(), examples.size());
        }
        return scores;
    }

    private static int first(Example example) {
        int first = 0;
        while (first < example.targets().length - 1 && example.targets()[first] == Example.NONE) {
            first++;
        }
        return first;
    }

    private void put(int row, Scores.All logits, double temperature) {
        float[] values = logits.toArray();
        double highest = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            highest = Math.max(highest, value / temperature);
        }
        double sum = 0;
        for (float value : values) {
            sum += Math.exp(value / temperature - highest);
        }
        double all = highest + Math.log(sum);
        int[] ids = best(values);
        for (int i = 0; i < best; i++) {
            tokens[row * best + i] = ids[i];
            logs[row * best + i] = (float) (values[ids[i]] / temperature - all);
        }
    }

    /** The largest by insertion: few are kept of many. */
    private int[] best(float[] values) {
        int[] ids = new int[best];
        int count = 0;
        for (int id = 0; id < values.length; id++) {
            if (count == best && values[id] <= values[ids[best - 1]]) {
                continue;
            }
            int at = count < best ? count++ : best - 1;
            while (at > 0 && values[ids[at - 1]] < values[id]) {
                ids[at] = ids[at - 1];
                at--;
            }
            ids[at] = id;
        }
        return ids;
    }

    /**
     * Writes them to be used again.
     *
     * @param key tells teacher, examples, temperature and how many are kept
     */
    public void write(Path file, String key) throws IOException {
        ByteBuffer ids = ByteBuffer.allocate(tokens.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ids.asIntBuffer().put(tokens);
        new NewSafetensors()
                .add(KEY, key.getBytes(StandardCharsets.UTF_8))
                .add("tokens", ids.array())
                .add("logs", logs, logs.length)
                .write(file);
    }

    /**
     * Reads them; empty where there is no such file.
     *
     * @param key of those that are wanted
     * @throws CriaException if the file has others
     */
    public static Optional<TeacherScores> read(Path file, int best, String key) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofShared()) {
            Safetensors saved = Safetensors.ofFile(file, arena);
            List<MemorySegment> parts = new ArrayList<>();
            for (String name : List.of(KEY, "tokens", "logs")) {
                StoredTensor tensor = saved.tensors().get(name);
                if (tensor == null) {
                    throw other(file, "no " + name);
                }
                parts.add(saved.data(tensor));
            }
            String found = new String(parts.get(0).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            if (!found.equals(key)) {
                throw other(file, "those of another teacher, or of other examples or settings");
            }
            return Optional.of(new TeacherScores(
                    best, parts.get(1).toArray(Little.INT), parts.get(2).toArray(Little.FLOAT)));
        }
    }

    private static CriaException other(Path file, String found) {
        return new CriaException(Explanation.of(
                file + ": the teacher's scores in it are " + found
                        + ", expected those of this training. Name another file",
                SCORES.how(),
                "."));
    }
}
