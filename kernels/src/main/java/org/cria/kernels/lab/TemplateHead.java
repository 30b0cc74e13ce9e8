package org.cria.kernels.lab;

import java.util.List;
import java.util.stream.Collectors;
import org.cria.kernels.format.Format;

/**
 * The class of a new file that says where its kernel fits, with the contract.
 *
 * @param className of that class
 * @param beginning the class that it begins as
 */
record TemplateHead(Socket socket, String className, String beginning) {
    private static final String LOWER = "org.cria.kernels.backend.tornado.lower.";

    /** What the class imports. */
    static List<String> imports(Socket socket) {
        return switch (socket) {
            case RowsSocket rows ->
                List.of(
                        "org.cria.kernels.backend.cpu.rows.Rows",
                        "org.cria.kernels.backend.cpu.rows.RowsKernel",
                        "org.cria.kernels.format.Format",
                        "org.cria.kernels.format.Formats",
                        "org.cria.kernels.lab.Laboratory");
            case OperatorSocket device ->
                List.of(
                        outermost(device.operator()).getName(),
                        LOWER + "DeviceKernel",
                        LOWER + "OperatorLowering",
                        "org.cria.kernels.lab.Laboratory");
        };
    }

    private static Class<?> outermost(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type : outermost(outer);
    }

    String text() {
        return contract()
                + switch (socket) {
                    case RowsSocket rows ->
                        """
                public final class %s implements RowsKernel {
                    @Override
                    public Format format() {
                        return Formats.%s;
                    }

                    @Override
                    public Rows rows() {
                        return new %s(%s);
                    }
                """.formatted(
                                className, rows.name(), beginning, beginning.equals("DecodedRows") ? "format()" : "");
                    case OperatorSocket device -> {
                        String operator = outermost(device.operator()).getSimpleName() + "."
                                + device.operator().getSimpleName();
                        yield """
                public final class %s implements DeviceKernel<%s> {
                    @Override
                    public Class<%s> operator() {
                        return %s.class;
                    }

                    @Override
                    public OperatorLowering<%s> lowering() {
                        return %s::lower;
                    }
                """.formatted(className, operator, operator, operator, operator, beginning);
                    }
                }
                + """

                public static void main(String[] args) {
                    Laboratory.check(new %s(), System.out);
                }
            }
            """.formatted(className);
    }

    private String contract() {
        String formats = socket.formats().stream().map(Format::name).collect(Collectors.joining(", "));
        return """
                /*
                 * A kernel of your own: %s. It begins as a copy of the one in use; change what you like.
                 *
                 *     cria lab run %s.java            checks it, measures it beside the one in use, explains
                 *     cria lab run --watch %s.java    the same at every save
                 *     cria chat --kernel %s.java      talks through it
                 *
                %s */
                """.formatted(
                        socket.purpose(),
                        className,
                        className,
                        className,
                        rules(formats).indent(1).replaceAll("(?m)^ ", " * "));
    }

    private String rules(String formats) {
        return switch (socket) {
            case RowsSocket rows -> """
                Contract:
                - dot: the sum of w[c] · x[c]; rows of 1, 2, 3 or more blocks; at any byte offset.
                - A sum of n terms may be off by 8 · √n · 2^-24 of the norm of a result's row: sums in another order are fine.
                - decode: every value as the format defines it, to the bit.
                - The same bits in every run, from any thread, whatever was read before.
                """;
            case OperatorSocket device -> """
                Contract:
                - What it reads and writes: the buffers, weights and caches of the step; shapes stand at the kernel's parameters.
                - Formats: %s. Shapes: the model's, and small odd ones (17 rows, 100 or 3 blocks of columns, 33 values, 3 heads).
                - Rows: 1, 5 and as many as go at a time, of two sequences; layers: two, with the number in an array.
                - A row may be off by 8 · √n · 2^-24 of its norm, n the columns of its matrix and at least 1024: sums in another
                  order are fine.
                - The same bits in every run. Every element that is read was written or sent, none is written by two work-items,
                  barriers are met by all of a group, no index is outside: the emulator watches each access.
                - Sizes may reach 2^31 elements: what is larger than an index overflows.
                """.formatted(formats);
        };
    }
}
