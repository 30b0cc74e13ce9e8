package org.cria.cli.chat;

import java.util.List;
import java.util.Locale;
import org.cria.kernels.Count;
import org.cria.model.chat.Conversation;

/** Shows what fills the context: {@code S} is the system prompt, digits are exchanges in turn, dots are free. */
final class ContextBar {
    private static final int WIDEST = 64;
    private static final int NARROWEST = 10;

    private ContextBar() {}

    static String of(Conversation conversation, int width) {
        List<Integer> shares = conversation.shares();
        int context = conversation.room().contextSize();
        int used = shares.stream().mapToInt(Integer::intValue).sum();
        int columns = Math.clamp(width - 3, NARROWEST, WIDEST);
        StringBuilder bar = new StringBuilder("[");
        int tokens = 0;
        for (int i = 0; i < shares.size(); i++) {
            tokens += shares.get(i);
            int end = Math.toIntExact(Math.round((double) columns * tokens / context));
            char mark = i == 0 ? 'S' : Character.forDigit((conversation.forgotten() + i) % 10, 10);
            while (bar.length() - 1 < Math.min(columns, end)) {
                bar.append(mark);
            }
        }
        bar.append(".".repeat(columns - (bar.length() - 1))).append("]");
        return String.format(
                Locale.ROOT,
                "%s%n%d of %d tokens (%d %%): system prompt %d, %s %d%s",
                bar,
                used,
                context,
                Math.round(100.0 * used / context),
                shares.getFirst(),
                Count.of(conversation.exchanges(), "exchange"),
                used - shares.getFirst(),
                conversation.forgotten() == 0 ? "" : "; forgotten: " + Count.of(conversation.forgotten(), "exchange"));
    }
}
