package org.cria.model.eval;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;
import org.cria.model.storage.FileFault;

/**
 * What a model answered, a line for each, so that a run that was ended goes on where it was. A line that was not written to its end is
 * none. An answer is found by what it depends on: the model, how it runs, the tokens that it read.
 */
public final class AnswerLog {
    /** Keeps nothing. */
    static final AnswerLog NONE = new AnswerLog(Optional.empty());

    private static final HexFormat HEX = HexFormat.of();

    private final Optional<Path> file;
    private final Map<String, Response> answers = new HashMap<>();

    private AnswerLog(Optional<Path> file) {
        this.file = file;
    }

    /**
     * The log in a file, which need not be there.
     *
     * @param fresh whether what it has is thrown away
     * @throws CriaException if it cannot be read or written
     */
    public static AnswerLog in(Path file, boolean fresh) {
        AnswerLog log = new AnswerLog(Optional.of(file));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (fresh) {
                Files.deleteIfExists(file);
            }
            if (Files.exists(file)) {
                log.read(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new CriaException(
                    file + ": the log of answers cannot be used (" + FileFault.of(e)
                            + "). Choose another folder for caches.",
                    e);
        }
        return log;
    }

    private void read(String text) throws IOException {
        int end = text.lastIndexOf('\n') + 1;
        if (end < text.length()) {
            try (FileChannel log = FileChannel.open(file.orElseThrow(), StandardOpenOption.WRITE)) {
                log.truncate(end); // in place: a run that is killed here, too, leaves the lines before
            }
        }
        text.substring(0, end).lines().forEach(this::readLine);
    }

    /** A line in which a full disk has left a part of another, before a second run went on, is none. */
    private void readLine(String line) {
        try {
            if (JsonValue.parse(line) instanceof JsonValue.Array(List<JsonValue> entry)
                    && entry.size() == 2
                    && entry.getFirst() instanceof JsonValue.Text(String key)) {
                parsed(entry.getLast()).ifPresent(answer -> answers.put(key, answer));
            }
        } catch (CriaException | NumberFormatException e) {
            // its question is asked again
        }
    }

    /** How many answers it has. */
    public int size() {
        return answers.size();
    }

    /** The key of an answer. */
    static String key(String model, String about, int[]... tokens) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((model + "\n" + about + "\n").getBytes(StandardCharsets.UTF_8));
            for (int[] each : tokens) {
                ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * each.length).putInt(each.length);
                bytes.asIntBuffer().put(each);
                digest.update(bytes.array());
            }
            return HEX.formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What it has of this key. */
    Optional<Response> answer(String key) {
        return Optional.ofNullable(answers.get(key));
    }

    void add(String key, Response answer) {
        answers.put(key, answer);
        file.ifPresent(log ->
                append(log, ascii(new JsonValue.Array(List.of(new JsonValue.Text(key), json(answer))) + "\n")));
    }

    private static JsonValue json(Response answer) {
        return switch (answer) {
            case Likelihood(double sum, boolean greedy) ->
                new JsonValue.Array(List.of(new JsonValue.Text(Double.toString(sum)), new JsonValue.Truth(greedy)));
            case Response.Text(String text) -> new JsonValue.Text(text);
        };
    }

    private static Optional<Response> parsed(JsonValue json) {
        if (json instanceof JsonValue.Text(String text)) {
            return Optional.of(new Response.Text(text));
        }
        return json instanceof JsonValue.Array(List<JsonValue> pair)
                        && pair.size() == 2
                        && pair.getFirst() instanceof JsonValue.Text(String sum)
                        && pair.getLast() instanceof JsonValue.Truth(boolean greedy)
                ? Optional.of(new Likelihood(Double.parseDouble(sum), greedy))
                : Optional.empty();
    }

    /** Only escapes beyond ASCII: a line that ends in the middle of a character is then no case of its own. */
    private static String ascii(String json) {
        StringBuilder text = new StringBuilder();
        json.chars().forEach(c -> text.append(c < 0x7f ? Character.toString(c) : String.format("\\u%04x", c)));
        return text.toString();
    }

    private static void append(Path log, String line) {
        try {
            Files.writeString(
                    log, line, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new CriaException(
                    log + ": the log of answers cannot be written (" + FileFault.of(e)
                            + "), expected room for one more." + " Make some and call again: it goes on where it was.",
                    e);
        }
    }
}
