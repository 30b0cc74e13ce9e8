package org.cria.model.saved;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cria.kernels.format.Format;
import org.cria.model.chat.Transcript;
import org.cria.model.template.Text;
import org.cria.model.template.Value;

/** Writes down what a file says: big-endian numbers, and texts as UTF-8 after their length. */
final class HeaderWriter {
    /** How the cache is kept: keys, then values. Once these were the options that ask for it, and files say so still. */
    static final String FORMATS = "-ctk %s -ctv %s";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private HeaderWriter() {}

    private static String name(Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    static byte[] bytes(SavedChat chat) throws IOException {
        HeaderWriter writer = new HeaderWriter();
        writer.write(chat);
        return writer.bytes.toByteArray();
    }

    private void write(SavedChat chat) throws IOException {
        text(chat.model());
        text(chat.fingerprint());
        text(FORMATS.formatted(
                name(chat.cacheFormats().keys()), name(chat.cacheFormats().values())));
        out.writeLong(chat.cellBytes());
        out.writeBoolean(chat.answering());
        out.writeInt(chat.settings().size());
        for (var setting : chat.settings().entrySet()) {
            text(setting.getKey());
            text(setting.getValue());
        }
        out.writeInt(chat.branches().size());
        out.writeInt(chat.current());
        for (SavedChat.SavedBranch branch : chat.branches()) {
            text(branch.name());
            text(branch.parent());
            out.writeInt(branch.forkedAfter());
            transcript(branch.transcript());
            numbers(branch.held().tokens());
            numbers(branch.held().cells());
            numbers(branch.checks());
            out.writeInt(branch.held().seen());
            results(branch.transcript());
        }
    }

    /** Of the exchanges that have some: which of them, and what. */
    private void results(Transcript transcript) throws IOException {
        List<Transcript.Round> all = transcript.exchanges();
        out.writeInt(
                (int) all.stream().filter(each -> !each.results().isEmpty()).count());
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).results().isEmpty()) {
                out.writeInt(i);
                out.writeInt(all.get(i).results().size());
                for (String result : all.get(i).results()) {
                    text(result);
                }
            }
        }
    }

    private void transcript(Transcript transcript) throws IOException {
        text(transcript.template());
        out.writeInt(transcript.variables().size());
        // In order, so that the same conversation gives the same bytes.
        for (var variable : new TreeMap<>(transcript.variables()).entrySet()) {
            text(variable.getKey());
            value(variable.getValue());
        }
        out.writeBoolean(transcript.system().isPresent());
        text(transcript.system().orElse(""));
        out.writeInt(transcript.forgotten());
        out.writeInt(transcript.exchanges().size());
        for (Transcript.Round exchange : transcript.exchanges()) {
            text(exchange.message());
            numbers(exchange.reply());
        }
    }

    /** A letter for its kind, and what it is. What only a run of a template has is nothing to keep. */
    private void value(Value value) throws IOException {
        switch (value) {
            case Value.Bool(boolean is) -> out.writeByte(is ? 't' : 'f');
            case Value.Whole(long number) -> {
                out.writeByte('i');
                out.writeLong(number);
            }
            case Value.Real(double number) -> {
                out.writeByte('r');
                out.writeDouble(number);
            }
            case Text text -> {
                boolean said = text.runs().stream().anyMatch(run -> run.origin() != Text.TEMPLATE);
                out.writeByte(said ? 's' : 'm');
                text(text.toString());
            }
            case Value.Items(List<Value> all, Value.Kind _) -> {
                out.writeByte('l');
                out.writeInt(all.size());
                for (Value each : all) {
                    value(each);
                }
            }
            case Value.Dict(Map<Value, Value> entries) -> {
                out.writeByte('d');
                out.writeInt(entries.size());
                for (var entry : entries.entrySet()) {
                    value(entry.getKey());
                    value(entry.getValue());
                }
            }
            default -> out.writeByte('n');
        }
    }

    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private void numbers(int[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (int number : numbers) {
            out.writeInt(number);
        }
    }
}
