package org.cria.model.importance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.TensorInfo;

/**
 * Reads importance matrices: GGUF files with sums of squares and counts, or the form that llama-imatrix wrote before.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/tools/imatrix/imatrix.cpp">imatrix.cpp</a>
 */
public final class ImportanceFile {
    static final String TYPE = "general.type";
    static final String IMATRIX = "imatrix";
    static final String SUMS = ".in_sum2";
    static final String COUNTS = ".counts";
    static final String DATASETS = "imatrix.datasets";
    static final String CHUNKS = "imatrix.chunk_count";
    static final String CHUNK_SIZE = "imatrix.chunk_size";

    private static final int LONGEST_NAME = 65_535;

    private ImportanceFile() {}

    /**
     * Reads a file.
     *
     * @throws GgufException if it is no importance matrix, or is damaged
     */
    public static Importance read(Path file) {
        if (isGguf(file)) {
            try (Gguf gguf = Gguf.open(file)) {
                return ofGguf(file, gguf);
            }
        }
        return older(file);
    }

    static boolean isImportance(Gguf gguf) {
        return gguf.metadata().string(TYPE, "").equals(IMATRIX);
    }

    private static boolean isGguf(Path file) {
        if (!Files.isRegularFile(file)) {
            return true; // opening it says what is wrong
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("GGUF");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Importance ofGguf(Path file, Gguf gguf) {
        if (!isImportance(gguf)) {
            throw new GgufException(
                    gguf.place(), "the file is no importance matrix", "one", "Name a file that llama-imatrix wrote.");
        }
        Map<String, float[]> tensors = new LinkedHashMap<>();
        for (TensorInfo sums : gguf.tensors().values()) {
            if (sums.name().endsWith(SUMS)) {
                String name = sums.name().substring(0, sums.name().length() - SUMS.length());
                TensorInfo counts = Optional.ofNullable(gguf.tensors().get(name + COUNTS))
                        .orElseThrow(() -> damaged(gguf.place(), "tensor '" + name + "' has sums and no counts"));
                float[] means = means(numbers(gguf, sums), numbers(gguf, counts), gguf.place(), name);
                tensors.put(name, checked(means, gguf.place(), name));
            }
        }
        String dataset = gguf.metadata()
                .strings(DATASETS)
                .filter(names -> !names.isEmpty())
                .map(names -> names.getFirst())
                .orElse("");
        return new Importance(file.toString(), dataset, gguf.metadata().integer(CHUNKS, -1), tensors);
    }

    private static float[] numbers(Gguf gguf, TensorInfo tensor) {
        if (!tensor.format().equals(Formats.F32) || tensor.values() > 1 << 28) {
            throw damaged(gguf.place(), "tensor '" + tensor.name() + "' is no table of F32");
        }
        float[] numbers = new float[(int) tensor.values()];
        Formats.F32.decode(gguf.data(tensor), 0, numbers, 0, numbers.length);
        return numbers;
    }

    /** Of experts that no token came to, all columns matter alike. */
    private static float[] means(float[] sums, float[] counts, String place, String name) {
        if (sums.length % counts.length != 0) {
            throw damaged(
                    place, "tensor '" + name + "' has " + sums.length + " sums of " + counts.length + " matrices");
        }
        int columns = sums.length / counts.length;
        float[] means = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            float count = counts[i / columns];
            means[i] = count > 0 ? sums[i] / count : 1;
        }
        return means;
    }

    private static Importance older(Path file) {
        try {
            String place = String.valueOf(file.getFileName());
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            Map<String, float[]> tensors = new LinkedHashMap<>();
            int entries = in.getInt();
            for (int i = 0; i < entries; i++) {
                String name = text(in, place);
                int calls = in.getInt();
                int count = in.getInt();
                if (count < 1 || count > in.remaining() / Float.BYTES) {
                    throw damaged(place, "entry " + (i + 1) + " claims " + count + " numbers");
                }
                float[] means = new float[count];
                for (int k = 0; k < count; k++) {
                    float sum = in.getFloat();
                    means[k] = calls > 0 ? sum / calls : sum;
                }
                tensors.put(name, checked(means, place, name));
            }
            if (tensors.isEmpty()) {
                throw damaged(place, "it has no entries");
            }
            int chunks = in.remaining() >= Integer.BYTES ? in.getInt() : -1;
            String dataset = in.remaining() >= Integer.BYTES ? text(in, place) : "";
            return new Importance(file.toString(), dataset, chunks, tensors);
        } catch (BufferUnderflowException e) {
            throw damaged(String.valueOf(file.getFileName()), "the file ends early, or is no importance matrix");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(ByteBuffer in, String place) {
        int length = in.getInt();
        if (length < 0 || length > LONGEST_NAME || length > in.remaining()) {
            throw damaged(place, "it claims a name of " + length + " bytes, or is no importance matrix");
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static float[] checked(float[] means, String place, String name) {
        for (float mean : means) {
            if (!Float.isFinite(mean) || mean < 0) {
                throw damaged(place, "tensor '" + name + "' has the importance " + mean);
            }
        }
        return means;
    }

    private static GgufException damaged(String place, String found) {
        return new GgufException(
                place,
                found,
                "an importance matrix of llama-imatrix or Cria",
                "Gather it again, or name another file.");
    }
}
