package org.cria.model.hub;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which bytes of a file are there: spans without overlap, of which no two touch. */
final class Spans {
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    /**
     * Bytes in a row.
     *
     * @param from the first
     * @param to   the one behind the last
     */
    record Span(long from, long to) {
        long bytes() {
            return to - from;
        }
    }

    /** These are there. */
    void add(Span span) {
        if (span.bytes() <= 0) {
            return;
        }
        long from = span.from();
        long to = span.to();
        Map.Entry<Long, Long> before = ends.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        NavigableMap<Long, Long> swallowed = ends.subMap(from, true, to, true);
        for (long end : swallowed.values()) {
            to = Math.max(to, end);
        }
        swallowed.clear();
        ends.put(from, to);
    }

    /** These are not. */
    void remove(Span span) {
        Spans rest = new Spans();
        ends.forEach((from, to) -> {
            rest.add(new Span(from, Math.min(to, span.from())));
            rest.add(new Span(Math.max(from, span.to()), to));
        });
        ends.clear();
        ends.putAll(rest.ends);
    }

    void addAll(Spans others) {
        others.ends.forEach((from, to) -> add(new Span(from, to)));
    }

    /** The first bytes from here on that are not there, as far as they are in a row and before the end. */
    Optional<Span> gap(long from, long end) {
        Map.Entry<Long, Long> before = ends.floorEntry(from);
        long start = before == null ? from : Math.max(from, before.getValue());
        if (start >= end) {
            return Optional.empty();
        }
        Long next = ends.higherKey(start);
        return Optional.of(new Span(start, next == null ? end : Math.min(next, end)));
    }

    /** How many are there from the first on. */
    long prefix() {
        return ends.getOrDefault(0L, 0L);
    }

    /** How many are there. */
    long bytes() {
        long bytes = 0;
        for (Map.Entry<Long, Long> span : ends.entrySet()) {
            bytes += span.getValue() - span.getKey();
        }
        return bytes;
    }

    /** Whether all are between 0 and this. */
    boolean isWithin(long end) {
        return ends.isEmpty() || (ends.firstKey() >= 0 && ends.lastEntry().getValue() <= end);
    }

    /** {@code 0-1024 4096-8192}: the end is the byte behind the last. */
    String text() {
        StringBuilder text = new StringBuilder();
        ends.forEach((from, to) ->
                text.append(text.isEmpty() ? "" : " ").append(from).append('-').append(to));
        return text.toString();
    }

    /** Reads what {@link #text} wrote; nothing if it is anything else. */
    static Optional<Spans> parse(String text) {
        Spans spans = new Spans();
        for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            if (!word.matches("\\d{1,18}-\\d{1,18}")) {
                return Optional.empty();
            }
            int dash = word.indexOf('-');
            spans.add(new Span(Long.parseLong(word.substring(0, dash)), Long.parseLong(word.substring(dash + 1))));
        }
        return Optional.of(spans);
    }
}
