package org.cria.emulator.launch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.cria.emulator.Finding;
import org.cria.emulator.FindingKind;

/** Findings of one launch; the first of each kind, place and array is kept. */
final class FindingLog {
    private final String task;
    private final String kernel;
    private final List<Site> sites;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Key> known = new HashSet<>();

    FindingLog(String task, String kernel, List<Site> sites) {
        this.task = task;
        this.kernel = kernel;
        this.sites = sites;
    }

    /** @param sentence from the names of the work-items */
    void add(
            FindingKind kind,
            int site,
            String array,
            int index,
            List<String> workItems,
            Function<List<String>, String> sentence) {
        if (known.add(new Key(kind, site, array))) {
            Site place = sites.get(site);
            String message =
                    task + " (" + place.method() + ", " + place.place() + "): work-item " + sentence.apply(workItems);
            findings.add(new Finding(kind, task, kernel, array, index, workItems, place.place(), message));
        }
    }

    List<Finding> findings() {
        return findings;
    }

    private record Key(FindingKind kind, int site, String array) {}
}
