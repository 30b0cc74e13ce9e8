package org.cria.model.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.model.template.PythonText;

/**
 * How an answer is taken out of a generated text, as the harness's filter {@code regex} does it.
 *
 * @param name of the filter, a part of the figure's name
 * @param pattern of several groups the first that is not empty is taken, of one its text
 * @param last whether the last match is taken, else the first
 */
record Extraction(String name, Pattern pattern, boolean last) {
    private static final String NOTHING = "[invalid]";

    String of(String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(group(matcher));
        }
        String taken = found.isEmpty() ? NOTHING : last ? found.getLast() : found.getFirst();
        return taken.isEmpty() && pattern.matcher("").groupCount() > 1 ? NOTHING : PythonText.strip(taken);
    }

    private static String group(Matcher matcher) {
        if (matcher.groupCount() == 0) {
            return matcher.group();
        }
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null && !matcher.group(i).isEmpty()) {
                return matcher.group(i);
            }
        }
        return "";
    }
}
