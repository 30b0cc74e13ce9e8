package org.cria.tornado;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a search for TornadoVM's SDK ends with. */
public sealed interface SdkSearch {
    /** Names the SDK's folder; where it is set, no other place is looked at. */
    String VARIABLE = "TORNADOVM_HOME";

    /** What a JVM has that was started with an SDK, as backends that require it call it. */
    String PROVIDES = "TornadoVM";

    /** What was found, or why nothing was, in a line. */
    String summary();

    /** Why a JVM may be without TornadoVM, in a few words. */
    String absence();

    /** What a JVM without TornadoVM needs and how to come by it: what follows the word "needs", to the end of the sentences. */
    String remedy();

    /** An SDK that fits. */
    record Found(Sdk sdk) implements SdkSearch {
        @Override
        public String summary() {
            return sdk.summary();
        }

        @Override
        public String absence() {
            return "the JVM was started without TornadoVM";
        }

        @Override
        public String remedy() {
            return "TornadoVM, and the JVM was started without it. Start Cria by its launcher, which finds " + summary()
                    + ".";
        }
    }

    /**
     * A folder that should hold one and does not.
     *
     * @param reason with the next step, in whole sentences
     */
    record Unfit(Path home, String reason) implements SdkSearch {
        @Override
        public String summary() {
            return "no TornadoVM: " + reason;
        }

        @Override
        public String absence() {
            return "TornadoVM's SDK does not fit";
        }

        @Override
        public String remedy() {
            return "TornadoVM's SDK. " + reason;
        }
    }

    /**
     * No folder in any of the usual places.
     *
     * @param advice how to get one, in whole sentences
     */
    record Missing(String advice) implements SdkSearch {
        @Override
        public String summary() {
            return "no TornadoVM: " + advice;
        }

        @Override
        public String absence() {
            return "no TornadoVM SDK was found";
        }

        @Override
        public String remedy() {
            return "TornadoVM's SDK. " + advice;
        }
    }

    /** Looks in {@code $TORNADOVM_HOME}, else at SDKMAN!'s place, else in {@code /opt/tornadovm}, for the JDK that runs this. */
    static SdkSearch of(Map<String, String> environment) {
        Path user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")));
        List<Path> usual = List.of(
                user.resolve(Path.of(".sdkman", "candidates", "tornadovm", "current")), Path.of("/opt/tornadovm"));
        return of(environment, usual, Runtime.version().feature());
    }

    /**
     * @param usual folders to look at where the environment names none
     * @param jdk the version of the JDK that the SDK must be for
     */
    static SdkSearch of(Map<String, String> environment, List<Path> usual, int jdk) {
        SdkReader reader = new SdkReader(jdk);
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isEmpty()) {
            return reader.read(Path.of(named));
        }
        return usual.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .map(reader::read)
                .orElseGet(() -> new Missing("None was found in $" + VARIABLE + " (not set), "
                        + String.join(", ", usual.stream().map(Path::toString).toList()) + ". " + reader.advice()));
    }
}
