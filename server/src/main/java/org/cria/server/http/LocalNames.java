package org.cria.server.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** What this machine calls itself. */
final class LocalNames {
    private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private LocalNames() {}

    /** Whether only this machine reaches an address of this name; nothing is looked up. */
    static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("::1")
                || name.equals("[::1]")
                || LOOPBACK.matcher(name).matches();
    }

    /** The host in {@code host:port}. */
    static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port =
                colon > authority.lastIndexOf(']') && colon == authority.indexOf(':', authority.lastIndexOf(']') + 1);
        return port ? authority.substring(0, colon) : authority;
    }
}
