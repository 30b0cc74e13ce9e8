package org.cria.model.safetensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cria.model.gguf.Printable;
import org.cria.model.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a header and checks each for itself. */
final class HeaderEntries {
    private static final String METADATA = "__metadata__";
    private static final int NAME_CHARACTERS = 80;
    private static final int MOST_DIMENSIONS = 8;
    private static final Pattern COUNT = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final String place;
    private final int file;
    private final long start;

    /**
     * @param place the file's name, for messages
     * @param file its index
     * @param start of the data in the file, in bytes
     */
    HeaderEntries(String place, int file, long start) {
        this.place = place;
        this.file = file;
        this.start = start;
    }

    /** All tensors, in the header's order. */
    List<StoredTensor> read(JsonValue.Members header) {
        List<StoredTensor> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonValue> entry : header.members().entrySet()) {
            if (entry.getKey().equals(METADATA)) {
                checkMetadata(entry.getValue());
            } else {
                tensors.add(tensor(entry.getKey(), entry.getValue()));
            }
        }
        return tensors;
    }

    private void checkMetadata(JsonValue metadata) {
        if (!(metadata instanceof JsonValue.Members members)
                || !members.members().values().stream().allMatch(JsonValue.Text.class::isInstance)) {
            throw damaged(METADATA + " is " + brief(metadata), "an object of strings");
        }
    }

    private StoredTensor tensor(String name, JsonValue value) {
        String item = "tensor " + quoted(name);
        if (name.isEmpty()) {
            throw damaged("a tensor has an empty name", "a name");
        }
        if (!(value instanceof JsonValue.Members(Map<String, JsonValue> members))) {
            throw damaged(item + " is " + brief(value), "an object with dtype, shape and data_offsets");
        }
        StoredType type = type(item, members);
        List<Long> shape = counts(item + " has the shape ", members.get("shape"));
        if (shape.size() > MOST_DIMENSIONS) {
            throw damaged(item + " has " + shape.size() + " dimensions", "at most " + MOST_DIMENSIONS);
        }
        List<Long> offsets = counts(item + " has the data_offsets ", members.get("data_offsets"));
        if (offsets.size() != 2 || offsets.getFirst() > offsets.getLast()) {
            throw damaged(item + " has the data_offsets " + offsets, "a begin and an end that is not before it");
        }
        long bytes = bytes(item, type, shape);
        long given = offsets.getLast() - offsets.getFirst();
        if (given != bytes) {
            throw damaged(
                    item + " has data_offsets of " + given + " bytes",
                    bytes + ", what " + type + " of shape " + shape + " takes");
        }
        if (offsets.getLast() > Long.MAX_VALUE - start) {
            throw damaged(item + " ends at byte " + offsets.getLast(), "less than 2^63");
        }
        return new StoredTensor(name, type, shape, file, start + offsets.getFirst(), bytes);
    }

    private StoredType type(String item, Map<String, JsonValue> members) {
        JsonValue dtype = members.getOrDefault("dtype", new JsonValue.Null());
        String name = dtype instanceof JsonValue.Text(String text) ? text : "";
        return StoredType.named(name)
                .orElseThrow(() -> damaged(
                        item + " has the dtype " + brief(dtype),
                        Arrays.stream(StoredType.values())
                                .map(Enum::name)
                                .collect(Collectors.joining(", ", "one of ", ""))));
    }

    private List<Long> counts(String item, @Nullable JsonValue value) {
        JsonValue found = value == null ? new JsonValue.Null() : value;
        if (!(found instanceof JsonValue.Array(List<JsonValue> items))) {
            throw damaged(item + brief(found), "an array of whole numbers");
        }
        List<Long> counts = new ArrayList<>();
        for (JsonValue each : items) {
            if (!(each instanceof JsonValue.Numeric(var number, String text))
                    || !COUNT.matcher(text).matches()
                    || number.toBigInteger().bitLength() >= Long.SIZE) {
                throw damaged(item + brief(found), "whole numbers from 0 to 2^63");
            }
            counts.add(number.longValue());
        }
        return counts;
    }

    private long bytes(String item, StoredType type, List<Long> shape) {
        long bits = type.bits;
        for (long dimension : shape) {
            long high = Math.multiplyHigh(bits, dimension);
            bits *= dimension;
            if (high != 0 || bits < 0) {
                throw damaged(item + " has the shape " + shape, "less than 2^63 bits");
            }
        }
        if (bits % Byte.SIZE != 0) {
            throw damaged(item + " of " + type + " has the shape " + shape, "whole bytes");
        }
        return bits / Byte.SIZE;
    }

    static String quoted(String name) {
        return "'" + Printable.clean(name, NAME_CHARACTERS) + "'";
    }

    private static String brief(JsonValue value) {
        return Printable.clean(value.toString(), NAME_CHARACTERS);
    }

    private CheckpointException damaged(String found, String expected) {
        return new CheckpointException(place, found, expected, CheckpointException.DAMAGED);
    }
}
