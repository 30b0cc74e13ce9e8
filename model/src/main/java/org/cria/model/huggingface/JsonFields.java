package org.cria.model.huggingface;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Printable;
import org.cria.model.json.JsonValue;
import org.cria.model.safetensors.CheckpointException;
import org.cria.model.storage.FileFault;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object in a file, each read as what it must be. A member that is null counts as missing.
 *
 * @param place the file's name, for messages
 * @param path what stands before a member's name in messages: empty, or such as {@code rope_parameters.}
 */
record JsonFields(String place, String path, Map<String, JsonValue> members) {
    /** What a clone has in the place of large files, which tokenizers are, too. */
    private static final String LFS_POINTER = "version https://git-lfs";

    private static final int CHARACTERS = 80;

    JsonFields {
        members = new LinkedHashMap<>(members);
    }

    /** The object that a file holds; empty where there is no such file. */
    static Optional<JsonFields> find(Path file) {
        return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** @throws CheckpointException if the file holds no JSON object */
    static JsonFields read(Path file) {
        String place = String.valueOf(file.getFileName());
        try {
            String text = Files.readString(file);
            if (text.startsWith(LFS_POINTER)) {
                throw new CheckpointException(
                        place,
                        "the file is a Git LFS pointer, not the file itself",
                        "a JSON object",
                        "Fetch the folder's files with 'git lfs pull'.");
            }
            if (JsonValue.parse(text) instanceof JsonValue.Members(Map<String, JsonValue> members)) {
                return new JsonFields(place, "", members);
            }
            throw new CheckpointException(place, "it is no JSON object", "one", CheckpointException.DAMAGED);
        } catch (CharacterCodingException e) {
            throw new CheckpointException(place, "it is not UTF-8", "JSON in UTF-8", CheckpointException.DAMAGED);
        } catch (IOException e) {
            throw new CheckpointException(
                    place, "it cannot be read (" + FileFault.of(e) + ")", "a JSON object", "Put the file there.");
        } catch (CheckpointException e) {
            throw e;
        } catch (CriaException e) {
            String cause = Printable.clean(String.valueOf(e.getMessage()), 2 * CHARACTERS);
            throw new CheckpointException(
                    place, "it cannot be read (" + cause + ")", "a JSON object", CheckpointException.DAMAGED);
        }
    }

    boolean has(String name) {
        return find(name) != null;
    }

    @Nullable
    JsonValue find(String name) {
        JsonValue value = members.get(name);
        return value instanceof JsonValue.Null ? null : value;
    }

    /** A count that must be there: from 1 to 2³¹ - 1. */
    int count(String name) {
        int count = whole(name).orElseThrow(() -> missing(name, "a whole number"));
        if (count < 1) {
            throw wrong(name, "a number above 0");
        }
        return count;
    }

    int count(String name, int fallback) {
        return has(name) ? count(name) : fallback;
    }

    /** A whole number from -2³¹ to 2³¹ - 1. */
    Optional<Integer> whole(String name) {
        return switch (find(name)) {
            case null -> Optional.empty();
            case JsonValue.Numeric number
            when number.isWhole() && number.value().toBigInteger().bitLength() < 32 ->
                Optional.of(number.value().intValue());
            case JsonValue _ -> throw wrong(name, "a whole number");
        };
    }

    double number(String name) {
        return findNumber(name).orElseThrow(() -> missing(name, "a number"));
    }

    double number(String name, double fallback) {
        return findNumber(name).orElse(fallback);
    }

    Optional<Double> findNumber(String name) {
        return switch (find(name)) {
            case null -> Optional.empty();
            case JsonValue.Numeric number -> Optional.of(number.value().doubleValue());
            case JsonValue _ -> throw wrong(name, "a number");
        };
    }

    boolean flag(String name, boolean fallback) {
        return switch (find(name)) {
            case null -> fallback;
            case JsonValue.Truth(boolean value) -> value;
            case JsonValue _ -> throw wrong(name, "true or false");
        };
    }

    String text(String name) {
        return findText(name).orElseThrow(() -> missing(name, "a string"));
    }

    Optional<String> findText(String name) {
        return switch (find(name)) {
            case null -> Optional.empty();
            case JsonValue.Text(String text) -> Optional.of(text);
            case JsonValue _ -> throw wrong(name, "a string");
        };
    }

    Optional<JsonFields> object(String name) {
        return switch (find(name)) {
            case null -> Optional.empty();
            case JsonValue.Members(Map<String, JsonValue> inner) ->
                Optional.of(new JsonFields(place, path + name + ".", inner));
            case JsonValue _ -> throw wrong(name, "an object");
        };
    }

    /** The items of an array; none where there is none. */
    List<JsonValue> items(String name) {
        return switch (find(name)) {
            case null -> List.of();
            case JsonValue.Array(List<JsonValue> items) -> items;
            case JsonValue _ -> throw wrong(name, "an array");
        };
    }

    /** The objects of an array; none where there is none. */
    List<JsonFields> objects(String name) {
        return items(name).stream()
                .map(item -> {
                    if (item instanceof JsonValue.Members(Map<String, JsonValue> inner)) {
                        return new JsonFields(place, path + name + "[].", inner);
                    }
                    throw wrong(name, "an array of objects");
                })
                .toList();
    }

    float[] numbers(String name) {
        List<JsonValue> items = items(name);
        float[] numbers = new float[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(items.get(i) instanceof JsonValue.Numeric number)) {
                throw wrong(name, "an array of numbers");
            }
            numbers[i] = number.value().floatValue();
        }
        return numbers;
    }

    CheckpointException missing(String name, String expected) {
        return new CheckpointException(
                place, path + name + " is missing", expected, "The file is incomplete; download it again.");
    }

    CheckpointException wrong(String name, String expected) {
        return new CheckpointException(
                place,
                path + name + " is " + Printable.clean(String.valueOf(members.get(name)), CHARACTERS),
                expected,
                CheckpointException.DAMAGED);
    }

    /** What is right, and more than this build can do. */
    CheckpointException unsupported(String name, String expected) {
        return new CheckpointException(
                place,
                path + name + " is " + Printable.clean(String.valueOf(members.get(name)), CHARACTERS),
                expected,
                "This version of Cria lacks that; choose another model.");
    }
}
