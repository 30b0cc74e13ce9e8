package org.cria.model.schema;

import java.util.Map;
import java.util.TreeSet;

/**
 * StringFormats of strings as patterns. Each allows less than its standard does where libraries differ, so that what it allows is valid
 * everywhere.
 *
 * @see <a href="https://json-schema.org/draft/2020-12/json-schema-validation#name-defined-formats">Defined Formats</a>
 */
final class StringFormats {
    /** From the year 1. */
    private static final String YEAR = "(?:[1-9]\\d{3}|0[1-9]\\d\\d|00[1-9]\\d|000[1-9])";

    private static final String LEAP_YEAR =
            "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";
    private static final String DATE = "(?:" + YEAR + "-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|" + LEAP_YEAR + "-02-29)";
    /** Without leap seconds. */
    private static final String TIME =
            "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,6})?" + "(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d)";

    private static final String HOURS = "\\d{1,4}H(?:\\d{1,4}M(?:\\d{1,4}S)?)?|\\d{1,4}M(?:\\d{1,4}S)?|\\d{1,4}S";
    private static final String DAYS = "\\d{1,4}Y(?:\\d{1,4}M(?:\\d{1,4}D)?)?|\\d{1,4}M(?:\\d{1,4}D)?|\\d{1,4}D";
    private static final String DURATION = "P(?:\\d{1,4}W|(?:" + DAYS + ")(?:T(?:" + HOURS + "))?|T(?:" + HOURS + "))";

    private static final String LABEL = "[a-zA-Z0-9](?:-?[a-zA-Z0-9]){0,30}";
    private static final String HOST = LABEL + "(?:\\." + LABEL + "){0,3}";
    private static final String WORD = "[a-zA-Z0-9_+-]{1,16}";
    private static final String EMAIL =
            WORD + "(?:\\." + WORD + "){0,2}@(?:" + LABEL + "\\.){1,3}(?:com|org|net|edu|gov|info|de|fr|uk|eu|io)";
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String IPV4 = "(?:" + OCTET + "\\.){3}" + OCTET;
    private static final String HEX4 = "[0-9a-fA-F]{1,4}";
    private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final String CHARACTER = "(?:[a-zA-Z0-9._~!$&'()*+,;=:@-]|%[0-9a-fA-F]{2})";
    private static final String PATH = "(?:/" + CHARACTER + "*)*";
    private static final String REST = "(?:\\?(?:" + CHARACTER + "|[/?])*)?(?:#(?:" + CHARACTER + "|[/?])*)?";
    private static final String URI = "[a-zA-Z][a-zA-Z0-9+.-]{0,15}:(?://" + HOST + "(?::\\d{1,4})?" + PATH + "|"
            + "[a-zA-Z0-9]" + CHARACTER + "*" + PATH + ")" + REST;

    private static final Map<String, String> PATTERNS = Map.ofEntries(
            Map.entry("date", DATE),
            Map.entry("time", TIME),
            Map.entry("date-time", DATE + "T" + TIME),
            Map.entry("duration", DURATION),
            Map.entry("email", EMAIL),
            Map.entry("hostname", HOST),
            Map.entry("ipv4", IPV4),
            Map.entry("ipv6", ipv6()),
            Map.entry("uri", URI),
            Map.entry("uri-reference", URI + "|(?:/" + CHARACTER + "+)+" + REST),
            Map.entry("uuid", UUID),
            Map.entry("json-pointer", "(?:/(?:[^~/]|~[01])*)*"));

    private StringFormats() {}

    /** Eight groups, of which some in a row may be left out. */
    private static String ipv6() {
        StringBuilder all = new StringBuilder("(?:" + HEX4 + ":){7}" + HEX4);
        for (int before = 0; before <= 6; before++) {
            all.append("|").append(before == 0 ? "" : HEX4 + "(?::" + HEX4 + "){" + (before - 1) + "}");
            int after = 6 - before;
            all.append("::").append(after == 0 ? "" : "(?:" + HEX4 + "(?::" + HEX4 + "){0," + (after - 1) + "})?");
        }
        return all.toString();
    }

    /**
     * The pattern of a format.
     *
     * @throws org.cria.kernels.CriaException if it is not supported
     */
    static String pattern(String format, String place) {
        String pattern = PATTERNS.get(format);
        if (pattern == null) {
            throw SchemaDocument.error(
                    place,
                    "the format '" + format + "' is not supported",
                    "one of " + String.join(", ", new TreeSet<>(PATTERNS.keySet())));
        }
        return "^(?:" + pattern + ")$";
    }
}
