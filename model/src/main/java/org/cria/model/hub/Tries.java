package org.cria.model.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** How often something is tried that brings nothing, and how long it waits in between; for one thread. */
final class Tries {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final HubSettings settings;
    private final Halt halt;
    private int failures;

    Tries(HubSettings settings, Halt halt) {
        this.settings = settings;
        this.halt = halt;
    }

    /** Whether a status may be another one in a moment. */
    static boolean isPassing(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    /** Something came. */
    void succeeded() {
        failures = 0;
    }

    /**
     * Nothing came. Waits, and says whether it is worth another try.
     *
     * @param retryAfter what the host says, in seconds
     */
    boolean again(Optional<String> retryAfter) {
        failures++;
        if (failures >= settings.tries()) {
            return false;
        }
        Duration pause = settings.pause().multipliedBy(1L << Math.min(failures - 1, 10));
        Duration asked = retryAfter
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
        Duration longer = asked.compareTo(pause) > 0 ? asked : pause;
        return halt.sleep(longer.compareTo(LONGEST) > 0 ? LONGEST : longer);
    }

    /** Why nothing came, or nothing can be written, in a few words. */
    static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnresolvedAddressException _ -> {
                    return "its name is not known here";
                }
                case HttpConnectTimeoutException _ -> {
                    return "it does not answer";
                }
                case HttpTimeoutException _ -> {
                    return "it does not answer";
                }
                case AccessDeniedException denied -> {
                    return "no permission for " + denied.getFile();
                }
                case FileAlreadyExistsException blocked -> {
                    return blocked.getFile() + " is in the way";
                }
                case SSLException refused -> {
                    return "no safe connection: " + refused.getMessage();
                }
                default -> {}
            }
        }
        return e instanceof ConnectException && e.getMessage() == null
                ? "the connection is refused"
                : Optional.ofNullable(e.getMessage())
                        .orElse(e.getClass().getSimpleName())
                        .replaceAll("\\p{Cntrl}", " ");
    }
}
