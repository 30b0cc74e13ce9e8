package org.cria.cli.chat;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp;

/**
 * What a terminal is taken for. One whose name nobody here knows, for it is newer than this machine, which happens over ssh, is taken
 * for one that it most likely imitates.
 */
final class TerminalType {
    /** What terminals of today understand. */
    private static final String USUAL = "xterm-256color";

    /** Names of what is no terminal with a cursor; without a name nobody knows. */
    private static final Set<String> PLAIN = Set.of("", "emacs", "unknown", "network", "dialup", "none");

    private TerminalType() {}

    /**
     * The type to work with; empty where the system does without one, as Windows does.
     *
     * @param name as in {@code $TERM}
     * @param system its name
     */
    static Optional<String> of(Optional<String> name, String system) {
        boolean nameless = name.isEmpty() && system.toLowerCase(Locale.ROOT).startsWith("windows");
        return nameless ? Optional.empty() : Optional.of(known(name.orElse("")));
    }

    private static String known(String name) {
        if (PLAIN.contains(name)) {
            return Terminal.TYPE_DUMB;
        }
        try {
            String capabilities = InfoCmp.getInfoCmp(name);
            return capabilities == null || capabilities.isBlank() ? USUAL : name;
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
