package org.cria.emulator.launch;

import java.util.Formatter;
import java.util.Locale;

/** {@code Debug.printf} of kernel code. */
public final class Printing {
    private Printing() {}

    /** Prints where the emulator prints. */
    public static void printf(String format, Object[] values, WorkItem item) {
        try (Formatter text = new Formatter(Locale.ROOT)) {
            item.launch.print(text.format(format, values).toString());
        }
    }
}
