package org.cria.cli.chat;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the editor when a message goes on over the next line, and where the words of a command are. */
final class MessageParser implements Parser {
    /**
     * A line as completion wants it.
     *
     * @param words at least one; the last one may be empty
     * @param wordIndex the word that the cursor is in
     * @param wordCursor where in that word
     */
    private record Words(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
            implements CompletingParsedLine {
        @Override
        public String word() {
            return words.get(wordIndex);
        }

        /** What is completed stands as it is. */
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return word().length();
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && Quotes.isOpen(line)) {
            throw new EOFError(-1, -1, "a message between \"\"\" has no end yet", "\"\"\"");
        }
        List<String> words = new ArrayList<>();
        int wordIndex = 0;
        int wordCursor = 0;
        int start = 0;
        for (int i = 0; i <= line.length(); i++) {
            if (i == line.length() || Character.isWhitespace(line.charAt(i))) {
                if (cursor >= start && cursor <= i) {
                    wordIndex = words.size();
                    wordCursor = cursor - start;
                }
                words.add(line.substring(start, i));
                start = i + 1;
            }
        }
        return new Words(line, cursor, words, wordIndex, wordCursor);
    }

    /** No character takes another's meaning away: what is typed is what is said. */
    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }
}
