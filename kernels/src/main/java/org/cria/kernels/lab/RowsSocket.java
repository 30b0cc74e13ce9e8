package org.cria.kernels.lab;

import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Weight;

/** The CPU's rows of one format. */
record RowsSocket(Format format) implements Socket {
    @Override
    public String name() {
        return format.name();
    }

    @Override
    public String purpose() {
        return "rows of " + format.name() + " on the CPU: decoded, and multiplied with activations";
    }

    @Override
    public boolean isOfDevices() {
        return false;
    }

    @Override
    public boolean concerns(Operator operator) {
        return Stream.of(Weight.Role.MATRIX, Weight.Role.EXPERTS, Weight.Role.TABLE)
                .flatMap(role -> operator.steps().stream().flatMap(step -> step.weights(role).stream()))
                .anyMatch(weight -> weight.format().equals(format));
    }

    @Override
    public List<Format> formats() {
        return List.of(format);
    }

    @Override
    public String beginning() {
        return RowsByFormat.STANDARD.plain(format).getClass().getPackageName() + "." + format.name() + "Rows";
    }
}
