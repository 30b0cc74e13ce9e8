package org.cria.model.template;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** C's {@code strftime} in the C locale. */
final class Strftime {
    private Strftime() {}

    static String of(String format, LocalDateTime time) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char kind = format.charAt(++i);
            boolean bare = kind == '-' && i + 1 < format.length();
            if (bare) {
                kind = format.charAt(++i);
            }
            String part = part(kind, time);
            out.append(bare ? part.replaceFirst("^[0 ]+(?=.)", "") : part);
        }
        return out.toString();
    }

    private static String part(char kind, LocalDateTime time) {
        String pattern = switch (kind) {
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'c' -> "EEE MMM ppd HH:mm:ss yyyy";
            case 'd' -> "dd";
            case 'D', 'x' -> "MM/dd/yy";
            case 'e' -> "ppd";
            case 'F' -> "yyyy-MM-dd";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'j' -> "DDD";
            case 'm' -> "MM";
            case 'M' -> "mm";
            case 'n' -> "'\n'";
            case 'p' -> "a";
            case 'R' -> "HH:mm";
            case 'S' -> "ss";
            case 't' -> "'\t'";
            case 'T', 'X' -> "HH:mm:ss";
            case 'y' -> "yy";
            case 'Y' -> "yyyy";
            case 'f' -> "SSSSSS";
            case 'z', 'Z' -> "";
            case '%' -> "'%'";
            default -> throw new TemplateException("'%" + kind + "' is no part of a date that is known");
        };
        if (pattern.isEmpty()) {
            return "";
        }
        return time.format(DateTimeFormatter.ofPattern(pattern, Locale.US));
    }
}
