package org.cria.emulator.lint;

import java.util.Set;
import java.util.TreeSet;

/** Findings of several methods, each once, ordered by place. */
final class Findings {
    private final TreeSet<LintFinding> found = new TreeSet<>();

    void add(LintRule rule, MethodCode code, int step, String what) {
        int line = step < code.lines().size() ? code.lines().get(step) : 0;
        found.add(new LintFinding(rule, code.shortName(), code.file(), line, what));
    }

    Set<LintFinding> all() {
        return found;
    }
}
