package org.cria.kernels.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.compare.Signature;
import org.cria.kernels.check.compare.TestInputs;
import org.cria.kernels.check.tune.Race;
import org.cria.kernels.program.Program;

/**
 * An operator of a program on a device, and its part of a token's time.
 *
 * @param sockets names of the places whose kernels compute it; empty where none can be replaced
 * @param operator in words: phase, steps and shapes
 * @param phase in which it runs
 * @param layers that have it
 * @param launches of one layer
 * @param bytes that it reads and writes at least, in one layer
 * @param operations multiplications and additions of one layer
 * @param nanos of one layer
 * @param share of the time of its phase, 0 to 1
 */
public record OperatorShare(
        List<String> sockets,
        String operator,
        Phase phase,
        int layers,
        int launches,
        long bytes,
        long operations,
        double nanos,
        double share) {
    private static final long WARM_UP_NANOS = 100_000_000;

    public OperatorShare {
        sockets = List.copyOf(sockets);
    }

    /** All operators of a program on a device, measured now, in the order in which it runs them. */
    public static List<OperatorShare> of(Backend backend, Program program, Settings given, Progress progress) {
        Workbench bench = Laboratory.bench(backend).orElseThrow();
        boolean ofDevices = backend.role() != Backend.Role.HOST;
        int rows = Math.min(given.batchRows(), bench.batchRows());
        Settings settings =
                new Settings(given.threads(), rows, given.keys(), given.values(), TestInputs.cells(rows), given.cpu());
        Map<String, OperatorShare> found = new LinkedHashMap<>();
        List<Operator> operators = bench.operators(program, settings);
        for (int i = 0; i < operators.size(); i++) {
            progress.require(i, operators.size());
            Operator operator = operators.get(i);
            if (operator.phase() != Phase.LONG_DECODE) {
                String text = Signature.text(operator, program.kv(), settings);
                found.merge(text, measured(text, operator, program, bench, settings, ofDevices), OperatorShare::plus);
            }
        }
        progress.require(operators.size(), operators.size());
        return shared(new ArrayList<>(found.values()));
    }

    private OperatorShare plus(OperatorShare other) {
        return new OperatorShare(
                sockets, operator, phase, layers + other.layers, launches, bytes, operations, nanos, 0);
    }

    private static OperatorShare measured(
            String text, Operator operator, Program program, Workbench bench, Settings settings, boolean ofDevices) {
        Operator one = new Operator(
                operator.phase(), operator.layers().subList(0, 1), operator.at().subList(0, 1));
        List<String> sockets = Sockets.all().stream()
                .filter(socket -> socket.isOfDevices() == ofDevices && socket.concerns(operator))
                .map(Socket::name)
                .toList();
        int rows = operator.phase() == Phase.PREFILL ? settings.batchRows() : 1;
        Cost cost = Cost.of(operator.steps(), rows, 0, program.kv(), settings);
        try (Race.Timed timed = new Race.Timed(bench, one, program, settings)) {
            var _ = timed.failure(0);
            long fastest = timed.warmUp(WARM_UP_NANOS);
            return new OperatorShare(
                    sockets,
                    text,
                    operator.phase(),
                    operator.layers().size(),
                    timed.launches(),
                    cost.bytes(),
                    cost.operations(),
                    fastest,
                    0);
        }
    }

    private static List<OperatorShare> shared(List<OperatorShare> all) {
        Map<Phase, Double> totals = all.stream()
                .collect(Collectors.groupingBy(
                        OperatorShare::phase, Collectors.summingDouble(each -> each.nanos * each.layers)));
        return all.stream()
                .map(each -> new OperatorShare(
                        each.sockets,
                        each.operator,
                        each.phase,
                        each.layers,
                        each.launches,
                        each.bytes,
                        each.operations,
                        each.nanos,
                        each.nanos * each.layers / totals.getOrDefault(each.phase, 1.0)))
                .toList();
    }
}
