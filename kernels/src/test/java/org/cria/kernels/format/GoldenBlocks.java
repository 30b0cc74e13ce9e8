package org.cria.kernels.format;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Encoded blocks of a format and the values that gguf-python decodes them to, from a file of {@code scripts/golden-formats.py}.
 *
 * @param encoded consecutive blocks
 * @param values the bits of the decoded fp32 values, in order
 */
record GoldenBlocks(MemorySegment encoded, int[] values) {

    static GoldenBlocks of(Format format) {
        String file = format.name() + ".txt";
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        IntStream.Builder values = IntStream.builder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GoldenBlocks.class.getResourceAsStream(file), file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("block ")) {
                    blocks.writeBytes(HexFormat.of().parseHex(line, 6, line.length()));
                } else {
                    for (int at = 7; at < line.length(); at += 9) {
                        values.add(HexFormat.fromHexDigits(line, at, at + 8));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new GoldenBlocks(
                MemorySegment.ofArray(blocks.toByteArray()), values.build().toArray());
    }
}
