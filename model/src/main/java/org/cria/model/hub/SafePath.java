package org.cria.model.hub;

import java.util.regex.Pattern;

/** Names that come from elsewhere and become files: none of them leads out of the folder that it is put under. */
final class SafePath {
    private static final int LONGEST = 255;

    /** Control characters, separators of other systems, and what Windows gives a meaning of its own. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\\\:*?\"<>|]");

    private static final Pattern DEVICE = Pattern.compile("(?i)(?:con|prn|aux|nul|com\\d|lpt\\d)(?:\\..*)?");

    private SafePath() {}

    /** Whether a path of parts with {@code /} between them stays below the folder that it is resolved against, on any system. */
    static boolean is(String path) {
        for (String part : path.split("/", -1)) {
            boolean safe = !part.isEmpty()
                    && !part.equals(".")
                    && !part.equals("..")
                    && part.length() <= LONGEST
                    && !part.endsWith(".")
                    && !part.endsWith(" ")
                    && !UNSAFE.matcher(part).find()
                    && !DEVICE.matcher(part).matches();
            if (!safe) {
                return false;
            }
        }
        return true;
    }
}
