package org.cria.model.eval.instruction;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/** What form an answer has, and what of form it contains. */
final class FormatInstructions {
    private static final String SPACE = "[" + CountedText.SPACE + "]";
    private static final String LINE = "(?m)^" + SPACE + "*";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\[[^\\]\\n]*\\]");
    private static final Pattern STAR_POINT = Pattern.compile(LINE + "\\*[^*]", Pattern.UNIX_LINES);
    private static final Pattern DASH_POINT = Pattern.compile(LINE + "-[^\\n]*", Pattern.UNIX_LINES);
    private static final Pattern TITLE = Pattern.compile("<<([^\\n]+)>>");
    private static final Pattern HIGHLIGHT = Pattern.compile("\\*([^\\n*]*)\\*");
    private static final Pattern STRONG = Pattern.compile("\\*\\*([^\\n*]*)\\*\\*");
    private static final String STARS = "******";

    private static final List<String> CHOICES = List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");
    private static final List<String> FENCES = List.of("```json", "```Json", "```JSON", "```");

    private FormatInstructions() {}

    static Instruction placeholders(InstructionArguments arguments) {
        int least = arguments.count("num_placeholders");
        return answer -> CountedText.count(PLACEHOLDER, answer) >= least;
    }

    /** Exactly so many points of lists. */
    static Instruction points(InstructionArguments arguments) {
        int count = arguments.count("num_bullets");
        return answer -> CountedText.count(STAR_POINT, answer) + CountedText.count(DASH_POINT, answer) == count;
    }

    /** What stands between two asterisks counts, and once more what stands between two pairs of them. */
    static Instruction highlights(InstructionArguments arguments) {
        int least = arguments.count("num_highlights");
        return answer -> filled(HIGHLIGHT, answer) + filled(STRONG, answer) >= least;
    }

    private static long filled(Pattern pattern, String answer) {
        return pattern.matcher(answer)
                .results()
                .filter(found -> !CountedText.isBlank(found.group(1)))
                .count();
    }

    /** Headings of a word and a number, at least so many. */
    static Instruction sections(InstructionArguments arguments) {
        String heading = CountedText.strip(arguments.text("section_spliter")); // so spelled in the data set
        int least = arguments.count("num_sections");
        Pattern pattern = Pattern.compile(
                SPACE + "?" + Pattern.quote(heading) + SPACE + "?\\p{Nd}+" + SPACE + "?", Pattern.UNIX_LINES);
        return answer -> CountedText.count(pattern, answer) >= least;
    }

    static Instruction title() {
        return answer -> TITLE.matcher(answer)
                .results()
                .anyMatch(found -> !CountedText.isBlank(found.group(1).replaceAll("^<+|>+$", "")));
    }

    /** A fence of Markdown around it is taken off. */
    static Instruction json() {
        return answer -> {
            String text = CountedText.strip(answer);
            for (String fence : FENCES) {
                text = text.startsWith(fence) ? text.substring(fence.length()) : text;
            }
            text = text.endsWith("```") ? text.substring(0, text.length() - 3) : text;
            return isJson(CountedText.strip(text));
        };
    }

    private static boolean isJson(String text) {
        try {
            var _ = JsonValue.parse(text);
            return true;
        } catch (CriaException e) {
            return false;
        }
    }

    static Instruction constrained() {
        return answer -> CHOICES.stream().anyMatch(answer::contains);
    }

    /** The marker is found anywhere, without regard to case; a space between its letters is allowed. */
    static Instruction postscript(InstructionArguments arguments) {
        String marker = CountedText.strip(arguments.text("postscript_marker"));
        String pattern = switch (marker) {
            case "P.S." -> "p\\." + SPACE + "?s\\.";
            case "P.P.S" -> "p\\." + SPACE + "?p\\." + SPACE + "?s";
            default -> Pattern.quote(marker.toLowerCase(Locale.ROOT));
        };
        Pattern found = Pattern.compile(pattern);
        return answer -> found.matcher(answer.toLowerCase(Locale.ROOT)).find();
    }

    /** Two that differ, and six asterisks between them. */
    static Instruction twoAnswers() {
        return answer -> {
            List<String> parts = List.of(answer.split(Pattern.quote(STARS), -1)).stream()
                    .map(CountedText::strip)
                    .toList();
            List<String> full = parts.stream().filter(part -> !part.isEmpty()).toList();
            boolean hole =
                    parts.stream().skip(1).limit(Math.max(0, parts.size() - 2)).anyMatch(String::isEmpty);
            return !hole && full.size() == 2 && !full.getFirst().equals(full.getLast());
        };
    }

    static Instruction repeated(InstructionArguments arguments) {
        String request = CountedText.strip(arguments.text("prompt_to_repeat")).toLowerCase(Locale.ROOT);
        return answer -> CountedText.strip(answer).toLowerCase(Locale.ROOT).startsWith(request);
    }

    /** The last words, also where a quotation mark closes behind them. */
    static Instruction end(InstructionArguments arguments) {
        String phrase = CountedText.strip(arguments.text("end_phrase")).toLowerCase(Locale.ROOT);
        return answer -> CountedText.strip(answer)
                .replaceAll("^\"+|\"+$", "")
                .toLowerCase(Locale.ROOT)
                .endsWith(phrase);
    }

    static Instruction quoted() {
        return answer -> {
            String text = CountedText.strip(answer);
            return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        };
    }

    static Instruction withoutCommas() {
        return answer -> !answer.contains(",");
    }
}
