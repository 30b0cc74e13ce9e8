package org.cria.cli.lab;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cria.cli.report.Table;
import org.cria.kernels.Count;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.lab.Fault;
import org.cria.kernels.lab.KernelTrial;
import org.cria.kernels.lab.Measurement;
import org.cria.kernels.lab.OperatorShare;
import org.cria.kernels.lab.Work;

/** The laboratory's findings, for people. */
public final class LabText {
    private static final int BAR = 30;

    private LabText() {}

    /** What a model runs on a device. */
    public static String of(List<OperatorShare> shares, Backend backend) {
        StringBuilder text = new StringBuilder();
        for (Phase phase : List.of(Phase.DECODE, Phase.PREFILL)) {
            Table table = new Table("KERNEL", ">SHARE", ">µS", ">LAYERS", ">LAUNCHES", ">KB", "OPERATOR");
            shares.stream()
                    .filter(each -> each.phase() == phase)
                    .forEach(each -> table.row(
                            each.sockets().isEmpty() ? "-" : String.join(", ", each.sockets()),
                            number("%.0f %%", 100 * each.share()),
                            number("%.1f", each.nanos() / 1e3),
                            String.valueOf(each.layers()),
                            String.valueOf(each.launches()),
                            number("%.1f", each.bytes() / 1e3),
                            each.operator().substring(each.operator().indexOf(' ') + 1)));
            text.append(phase == Phase.DECODE ? "a new token on " : "part of a prompt on ")
                    .append(backend.name())
                    .append('\n')
                    .append(table.text("  "))
                    .append('\n');
        }
        if (backend.role() == Backend.Role.EMULATOR) {
            text.append("These are the emulator's times, which say nothing of a device.\n");
        }
        return text.toString();
    }

    /** What became of one kernel. */
    public static String of(LabRun.Result result) {
        return verdict(result) + figures(result);
    }

    /** What its check found. */
    public static String verdict(LabRun.Result result) {
        KernelTrial.Verdict verdict = result.verdict();
        StringBuilder text = new StringBuilder();
        verdict.faults().forEach(fault -> text.append(fault(verdict, fault)).append('\n'));
        return text.append(headline(result)).append('\n').toString();
    }

    /** How fast it is, or what it has to do where times mean nothing; empty for a wrong one. */
    public static String figures(LabRun.Result result) {
        StringBuilder text = new StringBuilder();
        if (!result.measurements().isEmpty()) {
            text.append('\n').append(table(result.measurements()).text("  "));
            result.measurements().stream()
                    .filter(each -> !each.verdict().isEmpty())
                    .forEach(each -> text.append("  ")
                            .append(name(each.work().phase()))
                            .append(": ")
                            .append(each.verdict())
                            .append(".\n"));
        } else if (!result.works().isEmpty()) {
            text.append('\n').append(works(result.works()));
            text.append(
                    "  Not measured: the emulator's times say nothing of a device. --device tornado measures on one.\n");
        }
        return text.toString();
    }

    private static String headline(LabRun.Result result) {
        KernelTrial.Verdict verdict = result.verdict();
        String what = verdict.kernel().file().name() + " ("
                + verdict.kernel().kernel().place() + ") on " + result.backend().name();
        String seconds = number("%.1f s", verdict.nanos() / 1e9);
        return verdict.isRight()
                ? what + ": right in " + Count.of(verdict.cases(), "case") + ", " + seconds
                : what + ": wrong, " + Count.of(verdict.faults().size(), "mistake") + " found in " + seconds;
    }

    private static String fault(KernelTrial.Verdict verdict, Fault fault) {
        String file = verdict.kernel().file().name();
        String place = fault.line() == 0 ? file : file + ":" + fault.line();
        return place + ": " + fault.kind() + "\n"
                + (fault.code().isEmpty() ? "" : "    " + fault.code() + "\n")
                + "  " + fault.message() + "\n";
    }

    private static Table table(List<Measurement> measurements) {
        Table table = new Table(">OWN", ">IN USE", ">SPEED-UP", ">GB/S", ">GFLOP/S", ">ROOF", "OPERATOR");
        measurements.forEach(each -> table.row(
                micros(each.ownNanos()),
                micros(each.usedNanos()),
                number("%.2f", each.speedUp()),
                number("%.1f", each.gigabytes()),
                number("%.1f", each.gigaflops()),
                number("%.0f %%", 100 * each.share()),
                each.work().operator()));
        return table;
    }

    private static String works(List<Work> works) {
        return works.stream()
                .map(work -> String.format(
                        Locale.ROOT,
                        "  %s: at least %.1f KB and %.2f million operations for %s, %.1f operations a byte\n",
                        work.operator(),
                        work.cost().bytes() / 1e3,
                        work.cost().operations() / 1e6,
                        work.rows() == 1 ? "a token" : work.rows() + " tokens",
                        work.cost().intensity()))
                .collect(Collectors.joining());
    }

    /** Kernels side by side. */
    public static String compared(List<LabRun.Result> results) {
        Table table = new Table("FILE", "CHECK", "PHASE", ">TIME", ">IN USE", ">SPEED-UP", "");
        double longest = results.stream()
                .flatMap(each -> each.measurements().stream())
                .mapToDouble(Measurement::speedUp)
                .max()
                .orElse(1);
        for (LabRun.Result result : results) {
            String file = result.verdict().kernel().file().name();
            String check = result.verdict().isRight() ? "right" : "wrong";
            if (result.measurements().isEmpty()) {
                table.row(file, check, "-", "-", "-", "-", "");
            }
            for (Measurement each : result.measurements()) {
                int length = (int) Math.round(BAR * each.speedUp() / longest);
                table.row(
                        file,
                        check,
                        name(each.work().phase()),
                        micros(each.ownNanos()),
                        micros(each.usedNanos()),
                        number("%.2f", each.speedUp()),
                        "█".repeat(Math.max(1, length)));
            }
        }
        String wrong = results.stream()
                .filter(each -> !each.verdict().isRight())
                .map(each -> "\n" + of(each))
                .collect(Collectors.joining());
        return table.text("") + wrong;
    }

    private static String name(Phase phase) {
        return phase == Phase.PREFILL ? "prompt" : "token";
    }

    private static String micros(double nanos) {
        return number(nanos < 1e6 ? "%.1f µs" : "%.0f µs", nanos / 1e3);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
