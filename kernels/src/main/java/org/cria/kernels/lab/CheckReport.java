package org.cria.kernels.lab;

import java.util.List;
import java.util.Set;

/**
 * What a check has found.
 *
 * @param cases operators in shapes and formats that there are to check
 * @param faults what is wrong, by case; empty where the kernel is right
 * @param rightFormats formats in which nothing was found
 * @param nanos that it took
 */
public record CheckReport(int cases, List<CaseFault> faults, Set<String> rightFormats, long nanos) {
    public CheckReport {
        faults = List.copyOf(faults);
        rightFormats = Set.copyOf(rightFormats);
    }

    /** Whether nothing is wrong. */
    public boolean isRight() {
        return faults.isEmpty();
    }
}
