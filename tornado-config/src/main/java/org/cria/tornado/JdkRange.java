package org.cria.tornado;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JDKs that an SDK of TornadoVM is for. Releases up to 5.2 use the JDK's own compiler interface, which differs from version to
 * version; later ones bring it with them and say from which JDK on they run.
 *
 * @param first version
 * @param only whether it is the only one: code that was compiled with preview features runs on no other
 */
record JdkRange(int first, boolean only) {
    private static final Pattern OF_NAME = Pattern.compile("-jdk(\\d{1,4})(plus)?\\b");
    private static final Pattern FLOOR = Pattern.compile("\\bfloor\\W+(\\d{1,4})\\b");
    private static final Pattern PREVIEW = Pattern.compile("\\bpreview\\W+(true|false)");

    /** The oldest JDK of any release that brings its own compiler interface. */
    private static final int OLDEST = 21;

    boolean has(int jdk) {
        return only ? jdk == first : jdk >= first;
    }

    /** For people: {@code JDK 25}, {@code JDK 22 and newer}. */
    String text() {
        return "JDK " + first + (only ? "" : " and newer");
    }

    /**
     * What an SDK says of itself: in {@code etc/tornado.jdk}, else in its version's name, else by what it brings.
     *
     * @param home its folder
     * @param version as its release file has it
     */
    static Optional<JdkRange> of(Path home, String version) throws IOException {
        Path file = home.resolve(SdkFolder.JDKS);
        if (SdkFolder.isThere(file)) {
            String text = SdkFolder.text(file);
            Matcher floor = FLOOR.matcher(text);
            if (floor.find()) {
                Matcher preview = PREVIEW.matcher(text);
                return Optional.of(new JdkRange(
                        Integer.parseInt(floor.group(1)),
                        preview.find() && preview.group(1).equals("true")));
            }
        }
        Matcher name = OF_NAME.matcher(version);
        if (name.find()) {
            return Optional.of(new JdkRange(Integer.parseInt(name.group(1)), name.group(2) == null));
        }
        boolean brings = SdkFolder.first(home.resolve(SdkOptions.COMPILER_INTERFACE), "*.jar")
                .isPresent();
        return brings ? Optional.of(new JdkRange(OLDEST, false)) : Optional.empty();
    }
}
