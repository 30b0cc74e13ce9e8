package org.cria.model.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Printable;
import org.cria.model.json.JsonValue;
import org.cria.model.storage.FileFault;

/**
 * Which files of a folder hold its weights.
 *
 * @param files in the order of their names
 * @param index the file of each tensor; empty where one file holds all
 */
record WeightFiles(List<Path> files, Map<String, String> index) {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final int NAME_CHARACTERS = 80;

    /** @throws CheckpointException if there are none, or the index names what it may not */
    static WeightFiles of(Path folder) {
        if (Files.isRegularFile(folder.resolve(SINGLE))) {
            return new WeightFiles(List.of(folder.resolve(SINGLE)), Map.of());
        }
        if (!Files.isRegularFile(folder.resolve(INDEX))) {
            throw none(folder);
        }
        Map<String, String> index = index(folder.resolve(INDEX));
        List<Path> files =
                new TreeSet<>(index.values()).stream().map(folder::resolve).toList();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new CheckpointException(
                        INDEX,
                        "it names " + SafetensorsFile.place(file) + ", which is not in the folder",
                        "all " + files.size() + " files",
                        "Download that file too.");
            }
        }
        return new WeightFiles(files, index);
    }

    /** @throws CheckpointException if the files hold other tensors than the index says */
    void check(Safetensors weights) {
        for (Map.Entry<String, String> entry : index.entrySet()) {
            StoredTensor tensor = weights.tensors().get(entry.getKey());
            if (tensor == null || !weights.place(tensor).equals(entry.getValue())) {
                throw mismatch(
                        "tensor " + HeaderEntries.quoted(entry.getKey()) + " is not in " + entry.getValue(),
                        "it there, as the index says");
            }
        }
        for (StoredTensor tensor : weights.tensors().values()) {
            if (!index.isEmpty() && !index.containsKey(tensor.name())) {
                throw mismatch(
                        weights.place(tensor) + " holds tensor " + HeaderEntries.quoted(tensor.name())
                                + ", which the index lacks",
                        "only tensors that the index names");
            }
        }
    }

    private static CheckpointException mismatch(String found, String expected) {
        return new CheckpointException(
                INDEX, found, expected, "The files do not belong together; download them all again.");
    }

    private static Map<String, String> index(Path file) {
        JsonValue json;
        try {
            json = JsonValue.parse(Files.readString(file));
        } catch (IOException | CriaException e) {
            String cause = Printable.clean(String.valueOf(e.getMessage()), 2 * NAME_CHARACTERS);
            throw new CheckpointException(
                    INDEX, "it cannot be read (" + cause + ")", "a JSON object", CheckpointException.DAMAGED);
        }
        if (!(json instanceof JsonValue.Members(Map<String, JsonValue> members))
                || !(members.get("weight_map") instanceof JsonValue.Members(Map<String, JsonValue> entries))
                || entries.isEmpty()) {
            throw new CheckpointException(
                    INDEX, "it has no weight_map", "one with a file for each tensor", CheckpointException.DAMAGED);
        }
        Map<String, String> index = new LinkedHashMap<>();
        entries.forEach((tensor, name) -> index.put(tensor, fileName(tensor, name)));
        return Collections.unmodifiableMap(index);
    }

    /** A name, never a path: an index that was made to do harm must not reach what lies outside the folder. */
    private static String fileName(String tensor, JsonValue value) {
        String name = value instanceof JsonValue.Text(String text) ? text : "";
        boolean plain = name.endsWith(".safetensors")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')
                && !name.startsWith(".");
        if (!plain) {
            throw new CheckpointException(
                    INDEX,
                    "tensor " + HeaderEntries.quoted(tensor) + " is said to be in "
                            + Printable.clean(value.toString(), NAME_CHARACTERS),
                    "the name of a .safetensors file in the same folder",
                    "Do not use this folder unless you know why it says so.");
        }
        return name;
    }

    private static CheckpointException none(Path folder) {
        String place = SafetensorsFile.place(folder);
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(SafetensorsFile::place).sorted().toList();
        } catch (IOException e) {
            throw new CheckpointException(
                    place,
                    "the folder cannot be read (" + FileFault.of(e) + ")",
                    "a model",
                    "Check its permissions.",
                    e);
        }
        String expected = SINGLE + " or " + INDEX;
        if (names.stream().anyMatch(name -> name.endsWith(".gguf"))) {
            String file = names.stream()
                    .filter(name -> name.endsWith(".gguf"))
                    .findFirst()
                    .orElseThrow();
            return new CheckpointException(place, "the folder holds " + file, expected, "Name that file instead.");
        }
        if (names.stream().anyMatch(name -> name.matches(".*\\.(bin|pt|pth|ckpt|pkl)"))) {
            return new CheckpointException(
                    place,
                    "the folder's weights are pickles, which can run code when they are read",
                    expected,
                    "Get the model as safetensors, or convert it in a place where nothing can be harmed.");
        }
        if (names.stream().anyMatch(name -> name.matches("model-\\d+-of-\\d+\\.safetensors"))) {
            return new CheckpointException(
                    place, "the folder holds shards without their index", expected, "Download " + INDEX + " too.");
        }
        return new CheckpointException(
                place, "the folder holds no weights", expected, "Name a model's folder, or download its weights too.");
    }
}
