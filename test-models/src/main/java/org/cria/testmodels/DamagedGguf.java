package org.cria.testmodels;

import java.util.Arrays;
import java.util.List;
import org.cria.testmodels.GgufField.Kind;

/** Seeded damage to a valid file, most of it where a reader acts on the bytes. */
public final class DamagedGguf {
    private static final long[] EXTREMES = {
        0,
        1,
        2,
        7,
        31,
        255,
        65_535,
        65_536,
        0x7FFFFFFFL,
        0x80000000L,
        0xFFFFFFFFL,
        0x100000000L,
        1L << 40,
        Long.MAX_VALUE / 2 + 1,
        Long.MAX_VALUE - 7,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -8,
        -1
    };

    private final GgufImage valid;
    private final long seed;

    /**
     * A damaged file.
     *
     * @param description says what was done, to find the case again
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, read once: not worth a copy
    public record Damage(String description, byte[] bytes) {}

    private enum Way {
        BIT,
        BITS,
        TRUNCATION,
        EXTREME,
        NEIGHBOUR,
        COPY,
        FORMAT,
        TYPE,
        RUN,
        INSERTION,
        REMOVAL
    }

    public DamagedGguf(GgufImage valid, long seed) {
        this.valid = valid;
        this.seed = seed;
    }

    /** The damage number {@code index}; the same seed and index give the same. */
    public Damage damage(int index) {
        Way way = Way.values()[index % Way.values().length];
        Noise noise = new Noise(seed, "damage " + index);
        byte[] bytes = valid.bytes();
        String done = switch (way) {
            case BIT -> flips(bytes, 1, noise);
            case BITS -> flips(bytes, 2 + noise.below(30), noise);
            case TRUNCATION -> "cut";
            case EXTREME -> extreme(bytes, noise);
            case NEIGHBOUR -> neighbour(bytes, noise);
            case COPY -> copy(bytes, noise);
            case FORMAT -> number(bytes, Kind.FORMAT, noise.below(48), noise);
            case TYPE ->
                number(bytes, noise.below(2) == 0 ? Kind.VALUE_TYPE : Kind.ELEMENT_TYPE, noise.below(15), noise);
            case RUN -> run(bytes, noise);
            case INSERTION, REMOVAL -> "shifted";
        };
        byte[] result = switch (way) {
            case TRUNCATION -> Arrays.copyOf(bytes, noise.below(noise.below(2) == 0 ? header() : bytes.length));
            case INSERTION -> shifted(bytes, 1 + noise.below(9), noise);
            case REMOVAL -> shifted(bytes, -1 - noise.below(9), noise);
            default -> bytes;
        };
        return new Damage("seed " + seed + ", damage " + index + ": " + way + ", " + done, result);
    }

    private int header() {
        return valid.headerBytes();
    }

    private String flips(byte[] bytes, int count, Noise noise) {
        StringBuilder done = new StringBuilder("bytes");
        for (int i = 0; i < count; i++) {
            int at = noise.below(header());
            bytes[at] ^= (byte) (1 << noise.below(8));
            done.append(' ').append(at);
        }
        return done.toString();
    }

    private String extreme(byte[] bytes, Noise noise) {
        GgufField field = any(valid.fields(), noise);
        return put(bytes, field, EXTREMES[noise.below(EXTREMES.length)]);
    }

    /** A little more or less than is right. */
    private String neighbour(byte[] bytes, Noise noise) {
        List<GgufField> numbers = valid.fields().stream()
                .filter(field -> field.kind() != Kind.KEY && field.kind() != Kind.NAME && field.kind() != Kind.VALUE)
                .toList();
        GgufField field = any(numbers, noise);
        long number = 0;
        for (int i = Math.min(Long.BYTES, field.bytes()) - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[field.offset() + i] & 0xFF);
        }
        return put(bytes, field, number + noise.below(65) - 32);
    }

    /** Two fields of a kind become equal: keys or names appear twice, tensors overlap. */
    private String copy(byte[] bytes, Noise noise) {
        Kind kind = List.of(Kind.KEY, Kind.NAME, Kind.OFFSET, Kind.DIMENSION, Kind.VALUE)
                .get(noise.below(5));
        GgufField from = any(of(kind), noise);
        List<GgufField> targets =
                of(kind).stream().filter(field -> field.bytes() == from.bytes()).toList();
        GgufField to = any(targets, noise);
        System.arraycopy(bytes, from.offset(), bytes, to.offset(), from.bytes());
        return kind + " of '" + from.owner() + "' to '" + to.owner() + "'";
    }

    private String number(byte[] bytes, Kind kind, int number, Noise noise) {
        return put(bytes, any(of(kind), noise), number);
    }

    /** A run of zeros, of ones or of noise. */
    private String run(byte[] bytes, Noise noise) {
        int from = noise.below(header());
        int to = Math.min(bytes.length, from + 1 + noise.below(300));
        int fill = noise.below(3);
        byte[] random = noise.bytes(to - from);
        for (int i = from; i < to; i++) {
            bytes[i] = fill == 0 ? 0 : fill == 1 ? (byte) -1 : random[i - from];
        }
        return from + " to " + to;
    }

    /** Everything behind some byte of the header comes {@code by} bytes later. */
    private byte[] shifted(byte[] bytes, int by, Noise noise) {
        int at = noise.below(header());
        byte[] result = Arrays.copyOf(bytes, bytes.length + by);
        int from = by > 0 ? at : at - by;
        int to = at + Math.max(0, by);
        System.arraycopy(bytes, from, result, to, Math.min(bytes.length - from, result.length - to));
        return result;
    }

    private List<GgufField> of(Kind kind) {
        return valid.fields().stream().filter(field -> field.kind() == kind).toList();
    }

    private static GgufField any(List<GgufField> fields, Noise noise) {
        return fields.get(noise.below(fields.size()));
    }

    private static String put(byte[] bytes, GgufField field, long number) {
        GgufImage.put(bytes, field.offset(), field.bytes(), number);
        return field.kind() + " of '" + field.owner() + "' is " + number;
    }
}
