package org.cria.testmodels;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Seeded safetensors files that break one rule of the format each. */
public final class DamagedSafetensors {
    private static final int DATA_BYTES = 48;

    private DamagedSafetensors() {}

    /** What a file breaks. */
    public enum Rule {
        SHORTER_THAN_A_LENGTH,
        HEADER_BEYOND_THE_FILE,
        HEADER_OF_AN_ABSURD_LENGTH,
        NOT_UTF8,
        NO_OBJECT,
        NO_JSON,
        NAME_TWICE,
        NAME_TWICE_IN_AN_ENTRY,
        ENTRY_OF_ANOTHER_KIND,
        UNKNOWN_DTYPE,
        SHAPE_OF_ANOTHER_KIND,
        SHAPE_TOO_LARGE,
        OFFSETS_OF_ANOTHER_KIND,
        OFFSETS_REVERSED,
        SIZE_UNLIKE_THE_SHAPE,
        OVERLAP,
        GAP,
        GAP_AT_THE_START,
        DATA_CUT,
        DATA_LEFT_OVER,
        METADATA_OF_ANOTHER_KIND
    }

    /** A file that breaks {@code rule}; the same rule and index give the same. */
    public static byte[] file(Rule rule, int index) {
        Noise noise = new Noise(index, rule.name());
        byte[] data = noise.bytes(DATA_BYTES);
        int rows = 1 + noise.below(5); // of the first tensor, of F32: what is left is the second's
        int split = 8 * rows;
        String first = entry("a", "F32", "[" + rows + ",2]", "[0," + split + "]");
        String second = entry("b", "U8", "[" + (DATA_BYTES - split) + "]", "[" + split + "," + DATA_BYTES + "]");
        byte[] valid = SafetensorsWriter.file("{" + first + "," + second + "}", data);
        return switch (rule) {
            case SHORTER_THAN_A_LENGTH -> Arrays.copyOf(valid, 1 + noise.below(7));
            case HEADER_BEYOND_THE_FILE -> length(valid, valid.length - 7 + noise.below(1 << 20));
            case HEADER_OF_AN_ABSURD_LENGTH ->
                length(valid, noise.below(2) == 0 ? 100_000_001L << noise.below(36) : -1L - noise.below(1 << 30));
            case NOT_UTF8 -> {
                byte[] bytes = valid.clone();
                bytes[9 + noise.below(first.length())] = (byte) (0x80 + noise.below(0x80));
                yield bytes;
            }
            case NO_OBJECT -> SafetensorsWriter.file(pick(noise, " {", "[", "null", "\"") + first + "}", data);
            case NO_JSON -> SafetensorsWriter.file(noJson(noise, first, second), data);
            case NAME_TWICE -> with(first, second.replace("\"b\"", pick(noise, "\"a\"", "\"\\u0061\"")), data);
            case NAME_TWICE_IN_AN_ENTRY ->
                with(
                        first.replace("{", "{\"" + pick(noise, "dtype", "shape", "data_offsets") + "\":[0],"),
                        second,
                        data);
            case ENTRY_OF_ANOTHER_KIND ->
                with(first, "\"b\":" + pick(noise, "1", "null", "[]", "\"U8\"", "true"), data);
            case UNKNOWN_DTYPE ->
                with(first.replace("F32", pick(noise, "f32", "FLOAT", "", "Q4_0", "F32 ")), second, data);
            case SHAPE_OF_ANOTHER_KIND ->
                with(
                        first.replace(
                                "[" + rows + ",2]",
                                pick(noise, "null", "2", "[-1]", "[2.0]", "[1e1]", "[\"2\"]", "{}")),
                        second,
                        data);
            case SHAPE_TOO_LARGE ->
                with(
                        first.replace(
                                "[" + rows + ",2]", "[" + (1L << (32 + noise.below(30))) + "," + (1L << 32) + "]"),
                        second,
                        data);
            case OFFSETS_OF_ANOTHER_KIND ->
                with(
                        first.replace(
                                "[0," + split + "]",
                                pick(noise, "null", "[0]", "[0," + split + ",8]", "[-8,8]", "[0,8.5]", "\"0\"")),
                        second,
                        data);
            case OFFSETS_REVERSED -> with(first.replace("[0," + split + "]", "[" + split + ",0]"), second, data);
            case SIZE_UNLIKE_THE_SHAPE ->
                with(first.replace("[" + rows + ",2]", "[" + (rows + 1 + noise.below(9)) + ",2]"), second, data);
            case OVERLAP -> {
                int back = 1 + noise.below(split);
                yield with(
                        first,
                        entry(
                                "b",
                                "U8",
                                "[" + (DATA_BYTES - split + back) + "]",
                                "[" + (split - back) + "," + DATA_BYTES + "]"),
                        data);
            }
            case GAP -> {
                int on = 1 + noise.below(DATA_BYTES - split - 1);
                yield with(
                        first,
                        entry(
                                "b",
                                "U8",
                                "[" + (DATA_BYTES - split - on) + "]",
                                "[" + (split + on) + "," + DATA_BYTES + "]"),
                        data);
            }
            case GAP_AT_THE_START -> SafetensorsWriter.file("{" + second + "}", data);
            case DATA_CUT -> Arrays.copyOf(valid, valid.length - 1 - noise.below(DATA_BYTES));
            case DATA_LEFT_OVER -> Arrays.copyOf(valid, valid.length + 1 + noise.below(64));
            case METADATA_OF_ANOTHER_KIND ->
                SafetensorsWriter.file(
                        "{\"__metadata__\":" + pick(noise, "[]", "{\"format\":1}", "\"pt\"", "{\"a\":null}") + ","
                                + first + "," + second + "}",
                        data);
        };
    }

    private static String noJson(Noise noise, String first, String second) {
        String whole = "{" + first + "," + second + "}";
        return switch (noise.below(4)) {
            case 0 -> whole.substring(0, 1 + noise.below(whole.length() - 2));
            case 1 -> "{" + first + second + "}";
            case 2 -> whole + "x".repeat(1 + noise.below(9));
            default -> whole.replace(":", pick(noise, "=", " ", "::"));
        };
    }

    private static byte[] with(String first, String second, byte[] data) {
        return SafetensorsWriter.file("{" + first + "," + second + "}", data);
    }

    private static byte[] length(byte[] valid, long length) {
        byte[] rest = Arrays.copyOfRange(valid, Long.BYTES, valid.length);
        return SafetensorsWriter.file(length, rest, "".getBytes(StandardCharsets.UTF_8));
    }

    private static String pick(Noise noise, String... choices) {
        return choices[noise.below(choices.length)];
    }

    private static String entry(String name, String dtype, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}";
    }
}
