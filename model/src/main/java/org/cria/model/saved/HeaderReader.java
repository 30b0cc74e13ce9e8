package org.cria.model.saved;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.backend.Settings;
import org.cria.model.chat.Transcript;
import org.cria.model.forward.CacheFormats;
import org.cria.model.forward.CacheImage;

/**
 * Reads what {@link HeaderWriter} wrote. Lengths are checked against what is left, so that a file made by hand asks for no more
 * memory than it has bytes; whatever does not fit ends in a {@link RuntimeException}.
 */
final class HeaderReader {
    private static final Pattern FORMATS = Pattern.compile(HeaderWriter.FORMATS.replace("%s", "(\\w+)"));

    private final ByteBuffer in;

    private HeaderReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    static SavedChat read(byte[] bytes) {
        HeaderReader reader = new HeaderReader(bytes);
        SavedChat chat = reader.chat();
        if (reader.in.hasRemaining()) {
            throw new IllegalArgumentException(reader.in.remaining() + " bytes too many");
        }
        return chat;
    }

    private SavedChat chat() {
        String model = text();
        String fingerprint = text();
        CacheFormats cacheFormats = cacheFormats();
        long cellBytes = in.getLong();
        int cells = in.getInt();
        Map<String, String> settings = new LinkedHashMap<>();
        for (int count = count(8); count > 0; count--) {
            settings.put(text(), text());
        }
        int branches = count(32);
        int current = in.getInt();
        List<SavedChat.SavedBranch> read = new ArrayList<>();
        for (int i = 0; i < branches; i++) {
            read.add(branch(cells));
        }
        if (current < 0 || current >= branches) {
            throw new IllegalArgumentException("branch " + current + " of " + branches);
        }
        return new SavedChat(model, fingerprint, cacheFormats, cellBytes, cells, settings, read, current);
    }

    private CacheFormats cacheFormats() {
        String text = text();
        Matcher names = FORMATS.matcher(text);
        if (!names.matches()) {
            throw new IllegalArgumentException("a cache in '" + text + "'");
        }
        return new CacheFormats(Settings.kvFormat(names.group(1)), Settings.kvFormat(names.group(2)));
    }

    private SavedChat.SavedBranch branch(int cells) {
        String name = text();
        String parent = text();
        int forkedAfter = in.getInt();
        Transcript transcript = transcript();
        int[] tokens = numbers(Integer.MAX_VALUE);
        int[] table = numbers(cells);
        if (table.length != tokens.length) {
            throw new IllegalArgumentException(tokens.length + " tokens in " + table.length + " cells");
        }
        int remembered = in.getInt();
        float[] logits = new float[count(4)];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Float.intBitsToFloat(in.getInt());
        }
        if (remembered < 0 || remembered > tokens.length) {
            throw new IllegalArgumentException("logits after " + remembered + " of " + tokens.length + " tokens");
        }
        return new SavedChat.SavedBranch(
                name, parent, forkedAfter, transcript, new CacheImage.Held(tokens, table, remembered, logits));
    }

    private Transcript transcript() {
        String template = text();
        boolean hasSystem = in.get() != 0;
        String system = text();
        int forgotten = in.getInt();
        List<Transcript.Round> exchanges = new ArrayList<>();
        for (int count = count(8); count > 0; count--) {
            exchanges.add(new Transcript.Round(text(), numbers(Integer.MAX_VALUE)));
        }
        return new Transcript(template, hasSystem ? Optional.of(system) : Optional.empty(), exchanges, forgotten);
    }

    /** @param bytes that each of the things takes at least */
    private int count(int bytes) {
        int count = in.getInt();
        if (count < 0 || (long) count * bytes > in.remaining()) {
            throw new IllegalArgumentException(count + " things in " + in.remaining() + " bytes");
        }
        return count;
    }

    private String text() {
        byte[] utf8 = new byte[count(1)];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private int[] numbers(int limit) {
        int[] numbers = new int[count(4)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.getInt();
            if (numbers[i] < 0 || numbers[i] >= limit) {
                throw new IllegalArgumentException("number " + numbers[i] + ", expected less than " + limit);
            }
        }
        return numbers;
    }
}
