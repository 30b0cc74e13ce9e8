package org.cria.testmodels;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lays out one GGUF file and notes where its fields are. */
final class GgufLayout {
    private final LittleOutput out = new LittleOutput();
    private final List<GgufField> fields = new ArrayList<>();
    private final int alignment;

    GgufLayout(int alignment) {
        this.alignment = alignment;
    }

    GgufImage image(int version, List<GgufWriter.Pair> pairs, List<GgufWriter.Tensor> tensors) {
        mark(GgufField.Kind.MAGIC, "", 4);
        out.bytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        number(GgufField.Kind.VERSION, "", version, 4);
        number(GgufField.Kind.TENSOR_COUNT, "", tensors.size(), 8);
        number(GgufField.Kind.KEY_COUNT, "", pairs.size(), 8);
        for (GgufWriter.Pair pair : pairs) {
            pair(pair);
        }
        long offset = 0;
        for (GgufWriter.Tensor tensor : tensors) {
            entry(tensor, offset);
            offset += aligned(tensor.data().length);
        }
        out.align(alignment);
        int headerBytes = out.size();
        for (GgufWriter.Tensor tensor : tensors) {
            out.bytes(tensor.data());
            out.align(alignment);
        }
        return new GgufImage(out.toBytes(), fields, headerBytes);
    }

    private long aligned(long bytes) {
        return (bytes + alignment - 1) / alignment * alignment;
    }

    private void pair(GgufWriter.Pair pair) {
        string(GgufField.Kind.KEY_LENGTH, GgufField.Kind.KEY, pair.key(), pair.key());
        number(GgufField.Kind.VALUE_TYPE, pair.key(), pair.type().id(), 4);
        value(pair.key(), pair.type(), pair.value());
    }

    private void value(String owner, GgufType type, Object value) {
        switch (type) {
            case U8, I8 -> number(GgufField.Kind.VALUE, owner, ((Number) value).longValue(), 1);
            case U16, I16 -> number(GgufField.Kind.VALUE, owner, ((Number) value).longValue(), 2);
            case U32, I32 -> number(GgufField.Kind.VALUE, owner, ((Number) value).longValue(), 4);
            case U64, I64 -> number(GgufField.Kind.VALUE, owner, ((Number) value).longValue(), 8);
            case F32 -> number(GgufField.Kind.VALUE, owner, Float.floatToRawIntBits(((Number) value).floatValue()), 4);
            case F64 ->
                number(GgufField.Kind.VALUE, owner, Double.doubleToRawLongBits(((Number) value).doubleValue()), 8);
            case BOOL -> number(GgufField.Kind.VALUE, owner, (Boolean) value ? 1 : 0, 1);
            case STRING -> string(GgufField.Kind.STRING_LENGTH, GgufField.Kind.VALUE, owner, value);
            case ARRAY -> array(owner, (GgufArray) value);
        }
    }

    private void array(String owner, GgufArray array) {
        number(GgufField.Kind.ELEMENT_TYPE, owner, array.element().id(), 4);
        number(GgufField.Kind.ELEMENT_COUNT, owner, array.values().size(), 8);
        for (Object element : array.values()) {
            value(owner, array.element(), element);
        }
    }

    private void entry(GgufWriter.Tensor tensor, long offset) {
        String name = tensor.name();
        string(GgufField.Kind.NAME_LENGTH, GgufField.Kind.NAME, name, name);
        number(GgufField.Kind.RANK, name, tensor.dimensions().size(), 4);
        for (long dimension : tensor.dimensions()) {
            number(GgufField.Kind.DIMENSION, name, dimension, 8);
        }
        number(GgufField.Kind.FORMAT, name, tensor.ggmlType(), 4);
        number(GgufField.Kind.OFFSET, name, offset, 8);
    }

    private void string(GgufField.Kind length, GgufField.Kind kind, String owner, Object text) {
        byte[] utf8 = text instanceof byte[] raw ? raw : ((String) text).getBytes(StandardCharsets.UTF_8);
        number(length, owner, utf8.length, 8);
        mark(kind, owner, utf8.length);
        out.bytes(utf8);
    }

    private void number(GgufField.Kind kind, String owner, long number, int bytes) {
        mark(kind, owner, bytes);
        out.number(number, bytes);
    }

    private void mark(GgufField.Kind kind, String owner, int bytes) {
        fields.add(new GgufField(kind, owner, out.size(), bytes));
    }
}
