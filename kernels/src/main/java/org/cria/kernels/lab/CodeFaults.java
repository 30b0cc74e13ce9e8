package org.cria.kernels.lab;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the code of a kernel shows without a run: mistakes that no small shape and no single run can show. */
final class CodeFaults {
    private static final String ARRAYS = "uk/ac/manchester/tornado/api/types/arrays/";

    private final LoadedKernel kernel;
    private final List<Fault> faults = new ArrayList<>();

    private CodeFaults(LoadedKernel kernel) {
        this.kernel = kernel;
    }

    /** All of them, in the order of the file. */
    static List<Fault> of(LoadedKernel kernel) {
        CodeFaults found = new CodeFaults(kernel);
        kernel.classes().values().forEach(code -> found.read(ClassFile.of().parse(code)));
        return found.faults.stream()
                .distinct()
                .sorted((a, b) -> a.line() - b.line())
                .toList();
    }

    private void read(ClassModel type) {
        for (MethodModel method : type.methods()) {
            boolean making = method.methodName().stringValue().startsWith("<");
            method.findAttribute(Attributes.code()).ifPresent(code -> {
                int line = 0;
                List<Instruction> last = new ArrayList<>();
                for (CodeElement element : method.code().orElseThrow()) {
                    if (element instanceof LineNumber number) {
                        line = number.line();
                    } else if (element instanceof Instruction instruction) {
                        last.add(instruction);
                        look(method, last, line, making);
                    }
                }
            });
        }
    }

    private void look(MethodModel method, List<Instruction> all, int line, boolean making) {
        Instruction now = all.getLast();
        if (!making && now instanceof FieldInstruction field && isWrite(field)) {
            add(
                    Failure.UNSTEADY,
                    line,
                    "writes field '" + field.name().stringValue()
                            + "': a kernel's results depend on its arguments alone, from any thread. Use a local variable.");
        }
        if (isLaunching(method) && now instanceof InvokeInstruction call && isRead(call)) {
            add(
                    "folded scalar",
                    line,
                    "reads an array while the graph is made: the kernel keeps that value in every pass. "
                            + "Hand it the array, and read the element there.");
        }
        if (kernel.socket().isOfDevices()) {
            if (isMultipliedThenDivided(all)) {
                add(
                        "overflow beyond 2^31",
                        line,
                        "multiplies two sizes and then divides: the product overflows an int for "
                                + "large matrices although the quotient does not. Divide first.");
            }
        }
    }

    private static boolean isWrite(FieldInstruction field) {
        return field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC;
    }

    /** Whether a method makes launches: it gets the scope, or a graph to add a task to. */
    private static boolean isLaunching(MethodModel method) {
        String type = method.methodType().stringValue();
        String parameters = type.substring(0, type.indexOf(')'));
        return parameters.contains("/lower/Scope;") || parameters.contains("/TaskGraph;");
    }

    private static boolean isRead(InvokeInstruction call) {
        return call.owner().asInternalName().startsWith(ARRAYS)
                && call.name().stringValue().equals("get");
    }

    /** Two variables, their product, a constant above one, and a division or a shift to the right. */
    private static boolean isMultipliedThenDivided(List<Instruction> all) {
        Opcode now = all.getLast().opcode();
        return (now == Opcode.IDIV || now == Opcode.ISHR || now == Opcode.IUSHR)
                && before(all, 1) instanceof ConstantInstruction constant
                && constant.constantValue() instanceof Integer by
                && by > (now == Opcode.IDIV ? 1 : 0)
                && Optional.ofNullable(before(all, 2))
                        .filter(each -> each.opcode() == Opcode.IMUL)
                        .isPresent()
                && before(all, 3) instanceof LoadInstruction;
    }

    private static @Nullable Instruction before(List<Instruction> all, int back) {
        return all.size() > back ? all.get(all.size() - 1 - back) : null;
    }

    private void add(String kind, int line, String message) {
        faults.add(new Fault(kind, line, kernel.file().line(line), message));
    }
}
