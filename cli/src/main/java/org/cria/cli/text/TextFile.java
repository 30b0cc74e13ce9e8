package org.cria.cli.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.cria.kernels.CriaException;
import org.cria.model.storage.FileFault;

/** Reads texts in UTF-8; what is none is refused, and never changed without a word. */
public final class TextFile {
    private static final Path NAMELESS = Path.of("-");
    private static final String STANDARD_INPUT = "standard input";

    private TextFile() {}

    /**
     * The text of a file.
     *
     * @throws CriaException if it cannot be read, or is no text
     */
    public static String read(Path file) {
        if (Files.isDirectory(file)) {
            throw new CriaException(file + ": is a directory, expected a text file. Check the path.");
        }
        try {
            return decode(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new CriaException(file + ": there is no such file, expected a text file. Check the path.", e);
        } catch (IOException e) {
            throw new CriaException(file + ": the file cannot be read (" + FileFault.of(e) + ").", e);
        }
    }

    /**
     * The text of a file without the newline at its end; {@code -} is standard input.
     *
     * @throws CriaException if it cannot be read, or is no text
     */
    public static String prompt(Path file) throws IOException {
        String text = file.equals(NAMELESS) ? decode(STANDARD_INPUT, System.in.readAllBytes()) : read(file);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /**
     * Bytes as text.
     *
     * @param place where they come from
     * @throws CriaException if they are not UTF-8, or hold a zero byte as no text does
     */
    static String decode(String place, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw wrong(place, in.position(), bytes[in.position()]);
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw wrong(place, i, bytes[i]);
            }
        }
        return out.flip().toString();
    }

    private static CriaException wrong(String place, int offset, byte found) {
        return new CriaException(String.format(
                "%s: byte %d is 0x%02x, expected text in UTF-8. Convert it, for instance with iconv, or name another one.",
                place, offset, found));
    }
}
