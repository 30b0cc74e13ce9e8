package org.cria.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cria.cli.wording.Wording;
import org.cria.kernels.Count;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.check.doctor.Agreement;
import org.cria.kernels.check.doctor.Costs;
import org.cria.kernels.check.doctor.Diagnosis;
import org.cria.kernels.check.doctor.Observation;
import org.cria.model.doctor.Doctor;

/** What a doctor has found, in words. */
public final class DoctorText {
    private static final int LONGEST_OPERATORS = 5;

    private final List<String> lines = new ArrayList<>();

    private DoctorText() {}

    public static String of(Doctor.Report report) {
        DoctorText text = new DoctorText();
        text.row("device", report.device());
        text.row(
                "examined",
                "a prompt of " + Count.of(report.promptTokens(), "token") + " and one more, "
                        + (report.layers().isEmpty()
                                ? "as a whole"
                                : "layers "
                                        + report.layers().stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(", "))));
        Diagnosis diagnosis = report.diagnosis();
        for (Phase phase : Phase.values()) {
            text.agreement(phase, diagnosis);
        }
        diagnosis.whole().ifPresent(text::whole);
        diagnosis.refusal().ifPresent(why -> text.row("whole passes", "do not run: " + Wording.of(why)));
        diagnosis.first().ifPresent(text::divergence);
        List<Explanation> suspicion = diagnosis.suspicion();
        for (int i = 0; i < suspicion.size(); i++) {
            text.row(i == 0 ? "suspicion" : "", Wording.of(suspicion.get(i)));
        }
        diagnosis.costs().ifPresent(text::costs);
        text.row(
                "verdict",
                diagnosis.isFine()
                        ? "The device computes what the CPU does."
                        : "The device is not to be trusted with this model.");
        return String.join("", text.lines);
    }

    private void agreement(Phase phase, Diagnosis diagnosis) {
        List<Observation> ofUse = diagnosis.observations().stream()
                .filter(observation -> observation.operator().phase() == phase)
                .toList();
        if (ofUse.isEmpty()) {
            return;
        }
        long fine = ofUse.stream().filter(Observation::isFine).count();
        double closest = ofUse.stream()
                .filter(Observation::isFine)
                .flatMap(observation -> observation.difference().stream())
                .mapToDouble(difference -> difference.error() / difference.tolerance())
                .max()
                .orElse(0);
        row(
                phase.toString(),
                fine + " of " + ofUse.size() + " operators agree"
                        + (fine == 0
                                ? ""
                                : format("; of what rounding explains, they use %.0f %% at most", 100 * closest)));
    }

    private void whole(Agreement whole) {
        row(
                "whole passes",
                format(
                        "%d of %d predictions have the same best token, mean divergence %.2g; a second run %s",
                        whole.sameBest(),
                        whole.positions(),
                        whole.divergence(),
                        whole.repeats() ? "has the same bits" : "DIFFERS"));
    }

    private void divergence(Observation first) {
        row("first wrong", first.place() + ", " + first.name());
        row("", first.text());
    }

    private void costs(Costs costs) {
        row("token", format("%.2f ms", costs.tokenNanos() / 1e6));
        row(
                "launches",
                format(
                        "%.0f, of %.0f µs each: %.0f %% of the time",
                        costs.launches(), costs.launchNanos() / 1e3, 100 * costs.launchingShare()));
        row(
                "memory",
                format(
                        "%.0f MB of weights; at the measured %.1f GB/s that takes %.0f %% of the time",
                        costs.weightBytes() / 1e6, costs.bandwidth() / 1e9, 100 * costs.readingShare()));
        row("transfers", format("%.1f KB in, %.1f KB out", costs.bytesIn() / 1e3, costs.bytesOut() / 1e3));
        costs.operators().stream()
                .limit(LONGEST_OPERATORS)
                .forEach(share -> row("alone", format("%7.2f ms  %s", share.nanos() / 1e6, share.name())));
        row("limit", costs.verdict());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private void row(String name, String value) {
        lines.add(String.format("%-26s%s%n", name, value));
    }
}
