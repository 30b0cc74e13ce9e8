package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What terminals are taken for. */
final class TerminalTypeTest {
    private static String of(String name) {
        return TerminalType.of(Optional.of(name), "Linux").orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xterm", "xterm-256color", "screen-256color", "ansi", "dumb"})
    void aTypeThatIsKnownIsTakenAsItIs(String name) {
        assertEquals(name, of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xterm-no-such", "nosuch", "no-such-terminal-256color"})
    void aTypeThatNobodyKnowsIsTakenForTheUsualOne(String name) {
        assertEquals("xterm-256color", of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "emacs", "unknown", "network"})
    void aNameOfNoTerminalIsADumbOne(String name) {
        assertEquals("dumb", of(name));
    }

    @Test
    void withoutANameTheTerminalIsADumbOneExceptWhereNoneIsUsual() {
        assertEquals(Optional.of("dumb"), TerminalType.of(Optional.empty(), "Linux"));
        assertEquals(Optional.empty(), TerminalType.of(Optional.empty(), "Windows 11"));
        assertEquals(Optional.of("xterm"), TerminalType.of(Optional.of("xterm"), "Windows 11"));
    }
}
