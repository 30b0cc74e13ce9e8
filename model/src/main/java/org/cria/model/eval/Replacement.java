package org.cria.model.eval;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What takes the place of each match of a pattern in a text.
 *
 * @param by taken as it is
 */
record Replacement(Pattern pattern, String by) {
    /** All of them, one after the other. */
    static String all(List<Replacement> replacements, String text) {
        String result = text;
        for (Replacement each : replacements) {
            result = each.pattern.matcher(result).replaceAll(Matcher.quoteReplacement(each.by));
        }
        return result;
    }
}
