package org.cria.emulator.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class LintTest {
    private static final Path SOURCE = Path.of("src/test/java/org/cria/emulator/lint/WrongForDevices.java");

    /** {@code line rule} for every finding. */
    private static Set<String> told(List<LintFinding> findings) {
        return findings.stream()
                .map(finding -> finding.line() + " " + finding.rule().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> marked() throws IOException {
        Set<String> marks = new TreeSet<>();
        List<String> lines = Files.readAllLines(SOURCE);
        for (int i = 0; i < lines.size(); i++) {
            int comment = lines.get(i).indexOf("// ");
            for (LintRule rule : LintRule.values()) {
                if (comment >= 0
                        && Set.of(lines.get(i).substring(comment).split(" ")).contains(rule.id())) {
                    marks.add(i + 1 + " " + rule.id());
                }
            }
        }
        return marks;
    }

    @Test
    void everyFaultIsToldAtItsLineAndNothingElse() throws IOException {
        assertEquals(marked(), told(Lint.check(WrongForDevices.class)));
    }

    @Test
    void nearRelativesThatDevicesComputeRightPass() {
        assertEquals(List.of(), Lint.check(RightForDevices.class));
    }

    @Test
    void whatIsWrongWhereGraphsAreMadeIsToldToo() {
        assertEquals(
                Set.of(LintRule.NO_GRID),
                EnumSet.copyOf(Lint.check(WrongHosts.WithoutGrid.class).stream()
                        .map(LintFinding::rule)
                        .toList()));
        assertEquals(
                List.of(LintRule.SCALAR_CHANGED),
                Lint.check(WrongHosts.ChangedNumber.class).stream()
                        .map(LintFinding::rule)
                        .toList());
        assertEquals(List.of(), Lint.check(WrongHosts.Right.class));
    }

    @Test
    void aFindingSaysPlaceOutcomeAndWhatToWrite() {
        LintFinding finding = Lint.check(WrongForDevices.class).getFirst();
        assertTrue(
                finding.toString()
                        .matches(
                                "WrongForDevices\\.java:\\d+: >>> of a number that may be negative"
                                        + " \\(WrongForDevices\\.shift\\)\\. The device shifts signed: .* Write .* \\[unsigned-shift]"),
                finding.toString());
    }

    @Test
    void everyRuleHasAKernelOrAHostThatItIsFoundIn() {
        Set<LintRule> seen = EnumSet.noneOf(LintRule.class);
        Lint.check(WrongForDevices.class, WrongHosts.WithoutGrid.class).forEach(f -> seen.add(f.rule()));
        Lint.check(WrongHosts.ChangedNumber.class).forEach(f -> seen.add(f.rule()));
        assertEquals(EnumSet.allOf(LintRule.class), seen);
    }
}
