package org.cria.model.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spans are what a set of bits is. */
class SpansTest {
    private static final int BYTES = 60;

    @Test
    void spansAreASetOfBytes() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            Spans spans = new Spans();
            BitSet bits = new BitSet();
            for (int step = 0; step < 30; step++) {
                int from = random.nextInt(BYTES);
                int to = from + random.nextInt(BYTES - from + 1);
                if (random.nextInt(4) > 0) {
                    spans.add(new Spans.Span(from, to));
                    bits.set(from, to);
                } else {
                    spans.remove(new Spans.Span(from, to));
                    bits.clear(from, to);
                }
                assertSame(bits, spans);
                assertSame(bits, Spans.parse(spans.text()).orElseThrow());
            }
        }
    }

    private static void assertSame(BitSet bits, Spans spans) {
        assertEquals(bits.cardinality(), spans.bytes(), spans.text());
        assertEquals(bits.nextClearBit(0), spans.prefix(), spans.text());
        for (int from = 0; from < BYTES; from++) {
            int start = bits.nextClearBit(from);
            int next = bits.nextSetBit(start);
            Optional<Spans.Span> expected =
                    start >= BYTES ? Optional.empty() : Optional.of(new Spans.Span(start, next < 0 ? BYTES : next));
            assertEquals(expected, spans.gap(from, BYTES), spans.text());
        }
    }

    @Test
    void whatIsNoListOfSpansIsNone() {
        for (String text : new String[] {"1", "1-", "a-b", "1-2  3-4", "-1-2", "1-2,3-4"}) {
            assertEquals(Optional.empty(), Spans.parse(text).map(Spans::text), text);
        }
        assertEquals("", Spans.parse("").orElseThrow().text());
    }
}
