package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class QuotesTest {
    private static final String MARK = "\"\"\"";

    @Test
    void aMessageIsOpenUntilItsSecondMark() {
        assertTrue(Quotes.isOpen(MARK));
        assertTrue(Quotes.isOpen(MARK + "a\nb"));
        assertTrue(Quotes.isOpen(MARK + "\"\""));
        assertFalse(Quotes.isOpen(MARK + "a" + MARK));
        assertFalse(Quotes.isOpen(MARK + "a\nb\n" + MARK + " "));
        assertFalse(Quotes.isOpen("say " + MARK));
    }

    @Test
    void theMarksAndTheLineEndsNextToThemAreNoPartOfTheMessage() {
        assertEquals("a\n\nb", Quotes.without(MARK + "\na\n\nb\n" + MARK));
        assertEquals(" a ", Quotes.without(MARK + " a " + MARK));
        assertEquals("", Quotes.without(MARK + "\n" + MARK));
        assertEquals("plain " + MARK, Quotes.without("plain " + MARK));
    }
}
