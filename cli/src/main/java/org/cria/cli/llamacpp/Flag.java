package org.cria.cli.llamacpp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A line of the table: flags of llama.cpp's with one meaning here.
 *
 * @param commands those that it is about; empty: all
 * @param values how many words follow
 * @param optional the words of which one may follow
 * @param off the value with which it changes nothing; empty: none
 * @param text why it changes nothing, what to do instead, or the commands that have it, or its name
 */
record Flag(
        Kind kind,
        List<String> commands,
        List<String> names,
        int values,
        List<String> optional,
        String off,
        String text) {
    private static final String TEXT = " : ";
    private static final String OFF = "off=";

    enum Kind {
        /** An option of Cria's under the same name. */
        SAME,
        /** An option of Cria's under another name. */
        AS,
        /** Changes nothing here. */
        NOTE,
        /** Is not there. */
        NONE
    }

    /** Reads a line such as {@code none@run --keep VALUE off=0 : only 'cria chat' forgets}. */
    static Flag parse(String line) {
        int colon = line.indexOf(TEXT);
        List<String> words = List.of(line.substring(0, colon).split(" "));
        String[] head = words.getFirst().split("@");
        List<String> names = new ArrayList<>();
        int values = 0;
        List<String> optional = List.of();
        String off = "";
        for (String word : words.subList(1, words.size())) {
            if (word.startsWith("-")) {
                names.add(word);
            } else if (word.startsWith("[")) {
                optional = List.of(word.substring(1, word.length() - 1).split("\\|"));
            } else if (word.startsWith(OFF)) {
                off = word.substring(OFF.length());
            } else {
                values = word.equals("VALUE2") ? 2 : 1;
            }
        }
        return new Flag(
                Kind.valueOf(head[0].toUpperCase(Locale.ROOT)),
                head.length == 1 ? List.of() : Arrays.asList(head[1].split(",")),
                names,
                values,
                optional,
                off,
                line.substring(colon + TEXT.length()));
    }

    boolean isAbout(String command, String name) {
        return names.contains(name) && (commands.isEmpty() || commands.contains(command));
    }

    /** Whether this value switches off what is not there; numbers may be written in any way. */
    boolean isOff(String value) {
        if (off.isEmpty()) {
            return false;
        }
        try {
            return Double.parseDouble(value) == Double.parseDouble(off);
        } catch (NumberFormatException e) {
            return value.equals(off);
        }
    }
}
