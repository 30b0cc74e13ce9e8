package org.cria.model.eval.instruction;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of its instructions an answer follows.
 *
 * @param strict for each instruction, whether the answer as it is follows it
 * @param loose whether one of its readings does: without the first line, the last, or both, where models introduce and close what they
 *     were asked for, and each also without asterisks
 */
public record Verdict(List<Boolean> strict, List<Boolean> loose) {
    public Verdict {
        strict = List.copyOf(strict);
        loose = List.copyOf(loose);
    }

    /** Looks at an answer; an empty one follows nothing. */
    public static Verdict of(List<Instruction> instructions, String answer) {
        Set<String> readings = readings(answer);
        return new Verdict(
                instructions.stream().map(each -> follows(each, answer)).toList(),
                instructions.stream()
                        .map(each -> readings.stream().anyMatch(reading -> follows(each, reading)))
                        .toList());
    }

    private static boolean follows(Instruction instruction, String text) {
        return !CountedText.isBlank(text) && instruction.isFollowed(text);
    }

    private static Set<String> readings(String answer) {
        List<String> lines = List.of(answer.split("\n", -1));
        int last = lines.size() - 1;
        Set<String> readings = new LinkedHashSet<>();
        for (String reading : List.of(
                answer,
                joined(lines, 1, lines.size()),
                joined(lines, 0, last),
                joined(lines, Math.min(1, last), last))) {
            readings.add(reading);
            readings.add(reading.replace("*", ""));
        }
        return readings;
    }

    private static String joined(List<String> lines, int from, int to) {
        return CountedText.strip(String.join("\n", lines.subList(from, to)));
    }
}
