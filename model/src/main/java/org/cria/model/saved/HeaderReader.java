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
import org.cria.model.template.Text;
import org.cria.model.template.Value;

/**
 * Reads what {@link HeaderWriter} wrote. Lengths are checked against what is left, so that a file made by hand asks for no more
 * memory than it has bytes; whatever does not fit ends in a {@link RuntimeException}.
 */
final class HeaderReader {
    private static final Pattern FORMATS = Pattern.compile(HeaderWriter.FORMATS.replace("%s", "(\\w+)"));

    /** More than JSON may be on the command line. */
    private static final int DEEPEST = 1000;

    private final ByteBuffer in;
    private final int version;

    private HeaderReader(byte[] bytes, int version) {
        this.in = ByteBuffer.wrap(bytes);
        this.version = version;
    }

    static SavedChat read(byte[] bytes, int version) {
        HeaderReader reader = new HeaderReader(bytes, version);
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
        boolean oneFile = version == SavedChat.ONE_FILE;
        int cells = oneFile ? in.getInt() : 0;
        boolean answering = !oneFile && in.get() != 0;
        Map<String, String> settings = new LinkedHashMap<>();
        for (int count = count(8); count > 0; count--) {
            settings.put(text(), text());
        }
        int branches = count(32);
        int current = in.getInt();
        List<SavedChat.SavedBranch> read = new ArrayList<>();
        for (int i = 0; i < branches; i++) {
            read.add(branch(oneFile ? cells : Integer.MAX_VALUE));
        }
        if (current < 0 || current >= branches) {
            throw new IllegalArgumentException("branch " + current + " of " + branches);
        }
        return new SavedChat(model, fingerprint, cacheFormats, cellBytes, cells, answering, settings, read, current);
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
        if (version == SavedChat.ONE_FILE) {
            return new SavedChat.SavedBranch(
                    name, parent, forkedAfter, transcript, withLogits(tokens, table), new int[0]);
        }
        int[] checks = anyNumbers();
        if (checks.length != tokens.length) {
            throw new IllegalArgumentException(tokens.length + " tokens with " + checks.length + " checksums");
        }
        int seen = version < SavedChat.WINDOWS ? 0 : in.getInt();
        if (seen < 0) {
            throw new IllegalArgumentException("a window from token " + seen + " on");
        }
        CacheImage.Held held = new CacheImage.Held(tokens, table, seen, 0, new float[0]);
        Transcript all = version < SavedChat.RESULTS ? transcript : withResults(transcript);
        return new SavedChat.SavedBranch(name, parent, forkedAfter, all, held, checks);
    }

    private Transcript withResults(Transcript transcript) {
        List<Transcript.Round> exchanges = new ArrayList<>(transcript.exchanges());
        for (int count = count(12); count > 0; count--) {
            int exchange = in.getInt();
            Transcript.Round without = exchanges.get(exchange);
            List<String> results = new ArrayList<>();
            for (int each = count(4); each > 0; each--) {
                results.add(text());
            }
            exchanges.set(exchange, new Transcript.Round(without.message(), results, without.reply()));
        }
        return new Transcript(
                transcript.template(), transcript.variables(), transcript.system(), exchanges, transcript.forgotten());
    }

    /** The first version had the logits after the last prompt too. */
    private CacheImage.Held withLogits(int[] tokens, int[] table) {
        int remembered = in.getInt();
        float[] logits = new float[count(4)];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Float.intBitsToFloat(in.getInt());
        }
        if (remembered < 0 || remembered > tokens.length) {
            throw new IllegalArgumentException("logits after " + remembered + " of " + tokens.length + " tokens");
        }
        return new CacheImage.Held(tokens, table, 0, remembered, logits);
    }

    private Transcript transcript() {
        String template = text();
        Map<String, Value> variables = new LinkedHashMap<>();
        for (int count = version < SavedChat.VARIABLES ? 0 : count(5); count > 0; count--) {
            variables.put(text(), value(0));
        }
        boolean hasSystem = in.get() != 0;
        String system = text();
        int forgotten = in.getInt();
        List<Transcript.Round> exchanges = new ArrayList<>();
        for (int count = count(8); count > 0; count--) {
            exchanges.add(new Transcript.Round(text(), List.of(), numbers(Integer.MAX_VALUE)));
        }
        return new Transcript(
                template, variables, hasSystem ? Optional.of(system) : Optional.empty(), exchanges, forgotten);
    }

    private Value value(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("values that are nested more than " + DEEPEST + " times");
        }
        return switch (in.get()) {
            case 'n' -> Value.NONE;
            case 't' -> Value.TRUE;
            case 'f' -> Value.FALSE;
            case 'i' -> Value.of(in.getLong());
            case 'r' -> new Value.Real(in.getDouble());
            case 's' -> Text.said(text());
            case 'm' -> Text.of(text());
            case 'l' -> {
                List<Value> all = new ArrayList<>();
                for (int count = count(1); count > 0; count--) {
                    all.add(value(depth + 1));
                }
                yield Value.list(all);
            }
            case 'd' -> {
                Map<Value, Value> entries = new LinkedHashMap<>();
                for (int count = count(2); count > 0; count--) {
                    Value key = value(depth + 1);
                    entries.put(key, value(depth + 1));
                }
                yield Value.dict(entries);
            }
            default -> throw new IllegalArgumentException("a value of no kind");
        };
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
        int[] numbers = anyNumbers();
        for (int number : numbers) {
            if (number < 0 || number >= limit) {
                throw new IllegalArgumentException("number " + number + ", expected less than " + limit);
            }
        }
        return numbers;
    }

    private int[] anyNumbers() {
        int[] numbers = new int[count(4)];
        in.asIntBuffer().get(numbers);
        in.position(in.position() + 4 * numbers.length);
        return numbers;
    }
}
