package org.cria.cli.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the built-in model is good for, on prompts that its training never saw. */
final class ExamTest {
    private static final int EXAMPLES = 8;

    @Test
    @Tag("full")
    void theBuiltInModelPassesItsExam() throws Exception {
        assertPassed(Exam.read(), 0);
    }

    /** A part of the questions may fall on the easier or the harder side: two standard deviations of a share of so few are allowed. */
    @Test
    void theBuiltInModelPassesAQuarterOfItsExam() throws Exception {
        assertPassed(Exam.read().every(4), 2);
    }

    private static void assertPassed(Exam exam, double deviations) throws Exception {
        List<Candidate.Mark> marks = new Candidate().take(exam);
        System.out.print(table(marks));
        List<String> missed = new ArrayList<>();
        for (Exam.Bar bar : exam.bars()) {
            List<Candidate.Mark> counting = marks.stream()
                    .filter(mark -> mark.conversation().part().equals(bar.part()))
                    .filter(mark -> bar.turn() == 0 || bar.turn() == mark.turn())
                    .toList();
            assertFalse(counting.isEmpty(), bar.toString());
            double deviation = Math.sqrt(bar.share() * (1 - bar.share()) / counting.size());
            if (share(counting) < bar.share() - deviations * deviation) {
                missed.add(bar + " is missed with " + share(counting) + ":\n  "
                        + counting.stream()
                                .filter(mark -> !mark.right())
                                .limit(EXAMPLES)
                                .map(Candidate.Mark::toString)
                                .collect(Collectors.joining("\n  ")));
            }
        }
        assertTrue(missed.isEmpty(), () -> String.join("\n", missed));
    }

    @Test
    void theExamHasEveryPartInItsSizeAndTheBarsAreThoseThatWereSet() throws Exception {
        Exam exam = Exam.read();
        assertEquals(
                Set.of(
                        new Exam.Bar("world", 0, 0.90),
                        new Exam.Bar("remembered", 0, 0.90),
                        new Exam.Bar("single", 1, 0.95),
                        new Exam.Bar("single", 10, 0.90),
                        new Exam.Bar("unknown", 0, 0.80),
                        new Exam.Bar("sums", 0, 0.90)),
                Set.copyOf(exam.bars()));
        Map<String, Long> sizes = exam.conversations().stream()
                .collect(Collectors.groupingBy(Exam.Conversation::part, TreeMap::new, Collectors.counting()));
        assertEquals(
                "{calendar=10, colour=10, comparing=10, counting=10, next_number=10, opposite=10, pairs=18, plural=10,"
                        + " remembered=100, reversal=10, single=60, story=10, sums=42, unknown=100, world=200,"
                        + " yes_or_no=10}",
                sizes.toString());
    }

    @Test
    void anAnswerContainsWordsNotParts() {
        assertTrue(Exam.contains("She lives in Brindle.", "brindle"));
        assertFalse(Exam.contains("She lives in Brindleford.", "brindle"));
        assertTrue(Exam.contains("salt, honey, bread.", "salt&bread"));
        assertFalse(Exam.contains("bread, honey, salt.", "salt&bread"));
        assertTrue(Exam.contains("I do not know that.", "do not know"));
    }

    private static double share(List<Candidate.Mark> marks) {
        return marks.stream().mapToInt(mark -> mark.right() ? 1 : 0).average().orElse(0);
    }

    /** The shares by part, those of instructions also by turn. */
    private static String table(List<Candidate.Mark> marks) {
        Map<String, List<Candidate.Mark>> groups = new LinkedHashMap<>();
        for (Candidate.Mark mark : marks) {
            String part = mark.conversation().part();
            groups.computeIfAbsent(part, key -> new ArrayList<>()).add(mark);
            if (part.equals("single") || part.equals("pairs")) {
                String turn = String.format(Locale.ROOT, "%s, turn %2d", part, mark.turn());
                groups.computeIfAbsent(turn, key -> new ArrayList<>()).add(mark);
            }
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(groups)
                .forEach((name, group) -> text.append(String.format(
                        Locale.ROOT, "exam: %-16s %5.1f%% of %d%n", name, 100 * share(group), group.size())));
        return text.toString();
    }
}
