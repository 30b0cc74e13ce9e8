package org.cria.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the tokens that are matched as a whole before anything is merged: user-defined pieces everywhere, control and unknown
 * pieces in trusted passages only. Longer spellings go first (in bytes; equal ones by id), each taken from left to right.
 */
final class Fragments {
    private static final char REPLACEMENT = '\uFFFD';

    private final Vocabulary vocabulary;
    /** Tokens that are matched as a whole, longest spelling first. */
    private final int[] wholes;

    Fragments(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.wholes = IntStream.range(0, vocabulary.size())
                .filter(id -> vocabulary.isReserved(id) || vocabulary.type(id) == PieceType.USER_DEFINED)
                .boxed()
                .sorted(Comparator.comparingInt((Integer id) -> -utf8Bytes(vocabulary.piece(id))))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int utf8Bytes(String piece) {
        return piece.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The fragments of the passages, which are read as one text: only control tokens respect their borders. */
    List<Fragment> of(List<Passage> passages) {
        StringBuilder joined = new StringBuilder();
        List<Span> trusted = new ArrayList<>();
        for (Passage passage : passages) {
            int start = joined.length();
            joined.append(passage.text());
            if (passage.trusted() && !passage.text().isEmpty()) {
                trusted.add(new Span(start, joined.length(), Roles.NONE));
            }
        }
        String text = wellFormed(joined);
        if (text.isEmpty()) {
            return List.of();
        }
        List<Span> spans = List.of(new Span(0, text.length(), Roles.NONE));
        for (int token : wholes) {
            boolean anywhere = !vocabulary.isReserved(token);
            if ((anywhere || !trusted.isEmpty()) && text.contains(vocabulary.piece(token))) {
                spans = split(text, spans, token, anywhere ? readable(passages, vocabulary.piece(token)) : trusted);
            }
        }
        return spans.stream().map(span -> span.fragment(text)).toList();
    }

    /** Where a user-defined piece becomes its token: everywhere but in messages that it marks off. */
    private static List<Span> readable(List<Passage> passages, String piece) {
        List<Span> readable = new ArrayList<>();
        int start = 0;
        int end = 0;
        for (Passage passage : passages) {
            if (passage.keepsAsText(piece)) {
                readable.add(new Span(start, end, Roles.NONE));
                start = end + passage.text().length();
            }
            end += passage.text().length();
        }
        readable.add(new Span(start, end, Roles.NONE));
        return readable;
    }

    /**
     * Cuts {@code token} out of all text spans, where it lies inside one of {@code allowed}. Elsewhere a user-defined one is cut
     * in two, so that no merge puts it together.
     */
    private List<Span> split(String text, List<Span> spans, int token, List<Span> allowed) {
        String piece = vocabulary.piece(token);
        List<Span> result = new ArrayList<>();
        for (Span span : spans) {
            int rest = span.start;
            if (span.token == Roles.NONE) {
                for (int at = next(text, piece, rest, span.end); at >= 0; ) {
                    int end = at + piece.length();
                    if (!inside(allowed, at, end)) {
                        if (!vocabulary.isReserved(token)) {
                            result.add(new Span(rest, at + 1, Roles.NONE));
                            rest = at + 1;
                        }
                        at = next(text, piece, at + 1, span.end);
                        continue;
                    }
                    if (at > rest) {
                        result.add(new Span(rest, at, Roles.NONE));
                    }
                    result.add(new Span(at, end, token));
                    rest = vocabulary.takesSpaceBehind(token) ? behindSpace(text, end, span.end) : end;
                    at = next(text, piece, rest, span.end);
                }
            }
            if (rest < span.end) {
                result.add(new Span(rest, span.end, span.token));
            }
        }
        return result;
    }

    private static int next(String text, String piece, int from, int end) {
        return text.indexOf(piece, from, end);
    }

    /** C's white space. */
    private static int behindSpace(String text, int from, int end) {
        int at = from;
        while (at < end && " \t\n\u000B\f\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean inside(List<Span> allowed, int start, int end) {
        for (Span span : allowed) {
            if (span.start <= start && end <= span.end) {
                return true;
            }
        }
        return false;
    }

    /** Unpaired surrogates have no UTF-8 form; like other broken input they become U+FFFD. */
    private static String wellFormed(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                text.setCharAt(i, REPLACEMENT);
            }
        }
        return text.toString();
    }

    /** Characters {@code start} to {@code end}, which are {@code token} or, if that is {@link Roles#NONE}, text. */
    private record Span(int start, int end, int token) {
        Fragment fragment(String text) {
            return token == Roles.NONE ? new Fragment.Plain(text.substring(start, end)) : new Fragment.Special(token);
        }
    }
}
