package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** The standard set of tiny models: one in each format, and one of each shape of Llama that Cria knows. */
public final class TinyModels {
    private static final long SEED = 42;

    private TinyModels() {}

    /** By name, such as {@code tiny-q4_k} or {@code tiny-yarn}. */
    public static Map<String, TinyModel> all() {
        Map<String, TinyModel> models = new LinkedHashMap<>();
        for (Format format : Formats.all()) {
            models.put("tiny-" + format.name().toLowerCase(Locale.ROOT), base().format(format));
        }
        models.put("tiny-tie", base().tied());
        models.put("tiny-bias", base().biased());
        models.put("tiny-linear", base().rope(TinyModel.Rope.LINEAR));
        models.put("tiny-yarn", base().rope(TinyModel.Rope.YARN));
        models.put("tiny-llama3", base().rope(TinyModel.Rope.LLAMA3));
        return models;
    }

    /**
     * Writes the set.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: TinyModels FOLDER");
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, TinyModel> model : all().entrySet()) {
            System.out.println(model.getValue().write(folder.resolve(model.getKey() + ".gguf")));
        }
    }

    private static TinyModel base() {
        return TinyModel.seeded(SEED);
    }
}
