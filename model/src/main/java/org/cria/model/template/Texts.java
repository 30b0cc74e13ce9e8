package org.cria.model.template;

import java.util.List;
import java.util.Optional;

/** What is done with texts by methods and filters alike. */
final class Texts {
    private Texts() {}

    /** @param chars which go; empty for white space */
    static Text strip(Text text, Optional<Text> chars, boolean start, boolean end) {
        String all = text.toString();
        int from = 0;
        int to = all.length();
        while (start && from < to && goes(all.codePointAt(from), chars)) {
            from += Character.charCount(all.codePointAt(from));
        }
        while (end && from < to && goes(all.codePointBefore(to), chars)) {
            to -= Character.charCount(all.codePointBefore(to));
        }
        return text.sub(from, to);
    }

    private static boolean goes(int c, Optional<Text> chars) {
        return chars.isPresent() ? chars.get().toString().indexOf(c) >= 0 : PythonText.isSpace(c);
    }

    /** @param count how often at most; negative for always */
    static Text replace(Text text, Text old, Text fresh, long count, Budget budget) {
        budget.text(text);
        String chars = text.toString();
        String wanted = old.toString();
        long left = count < 0 ? Long.MAX_VALUE : count;
        TextBuilder out = new TextBuilder();
        int at = 0;
        if (wanted.isEmpty()) {
            while (left-- > 0 && at <= chars.length()) {
                grow(out, fresh, budget);
                int next = at < chars.length() ? at + Character.charCount(chars.codePointAt(at)) : at + 1;
                out.append(text, at, Math.min(next, chars.length()));
                at = next;
            }
            return out.append(text, Math.min(at, chars.length()), chars.length())
                    .text();
        }
        for (int found = chars.indexOf(wanted); found >= 0 && left-- > 0; found = chars.indexOf(wanted, at)) {
            out.append(text, at, found);
            grow(out, fresh, budget);
            at = found + wanted.length();
        }
        return at == 0 ? text : out.append(text, at, chars.length()).text();
    }

    private static void grow(TextBuilder out, Text text, Budget budget) {
        budget.step();
        budget.text(text);
        budget.size((long) out.length() + text.length());
        out.append(text);
    }

    /** @param strict whether all have to be texts */
    static Text join(Text separator, List<Value> all, boolean strict, Budget budget) {
        TextBuilder out = new TextBuilder();
        boolean first = true;
        for (Value each : all) {
            if (!first) {
                grow(out, separator, budget);
            }
            first = false;
            grow(out, strict ? Kinds.text(each, "join") : PythonText.text(each, budget), budget);
        }
        return out.text();
    }

    /** As wide as the arguments ask for, with characters at the begin, the end or both. */
    static Text padded(Text text, Arguments given, Budget budget, boolean before, boolean after) {
        long width = given.whole(0, "width", 80);
        String fill = given.get(1, "fillchar", Text.of(" ")).toString();
        long missing = Math.max(0, width - text.codePoints());
        budget.chars(missing + text.length());
        long left = before && after ? missing / 2 + (missing & width & 1) : before ? missing : 0;
        return new TextBuilder()
                .append(fill.repeat((int) left), Text.TEMPLATE)
                .append(text)
                .append(fill.repeat((int) (missing - left)), Text.TEMPLATE)
                .text();
    }
}
