package org.cria.emulator.lint;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cria.emulator.bytecode.OpenClNames;

/**
 * Finds in class files what TornadoVM turns into wrong values without a word, or refuses. It looks at kernels (static
 * methods with a {@code KernelContext}, or with a {@code @Parallel} loop), at the static methods of the given classes
 * that they call, and at the code that makes graphs of them.
 *
 * <p>Numbers given to a task are constants of its code and taken for sizes: not negative. What an array holds may be
 * anything. A rule says nothing of what cannot be seen in the code: whether an array's numbers ever are negative, or
 * whether a grid covers an array.
 */
public final class Lint {
    private final LintedClasses program;
    private final Findings findings = new Findings();
    private final Set<String> looked = new HashSet<>();

    private Lint(List<ClassModel> models) {
        program = new LintedClasses(models);
    }

    /**
     * Checks class files that may call each other.
     *
     * @param classFiles their bytes; compiled with -g they tell lines
     * @return what was found, ordered by file and line, each once
     * @throws IllegalArgumentException for bytes that are no class file
     */
    public static List<LintFinding> check(Collection<byte[]> classFiles) {
        List<ClassModel> models = new ArrayList<>();
        for (byte[] bytes : classFiles) {
            models.add(ClassFile.of().parse(bytes));
        }
        return new Lint(models).findings();
    }

    /**
     * Checks loaded classes, and those that are declared in them.
     *
     * @throws IllegalStateException when a class file is not where its class was loaded from
     */
    public static List<LintFinding> check(Class<?>... classes) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> type : classes) {
            collect(type, all);
        }
        return check(all.stream().map(Lint::bytes).toList());
    }

    private static void collect(Class<?> type, Set<Class<?>> all) {
        all.add(type);
        for (Class<?> inner : type.getDeclaredClasses()) {
            collect(inner, all);
        }
    }

    private static byte[] bytes(Class<?> type) {
        String name = type.getName();
        try (InputStream file = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            if (file == null) {
                throw new IllegalStateException(name + ": its class file is not on the class path.");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name + ": its class file cannot be read: " + e.getMessage(), e);
        }
    }

    private List<LintFinding> findings() {
        for (MethodCode code : program.codes()) {
            if (isKernel(code)) {
                if (OpenClNames.isTaken(code.name())) {
                    findings.add(LintRule.RESERVED_NAME, code, 0, "a kernel named " + code.name());
                }
                List<Integer> traits = new ArrayList<>();
                for (ClassDesc parameter : code.method().methodTypeSymbol().parameterList()) {
                    traits.add(parameter.isPrimitive() ? 0 : KnownValue.DATA);
                }
                look(code, traits, new LinkedHashSet<>());
            }
        }
        new HostRules(program, findings).check();
        return List.copyOf(findings.all());
    }

    static boolean isKernel(MethodCode code) {
        boolean hasContext = code.method().methodTypeSymbol().parameterList().stream()
                .anyMatch(type -> type.descriptorString().equals("L" + LintedClasses.CONTEXT + ";"));
        return code.method().flags().has(AccessFlag.STATIC)
                && TypeKind.from(code.method().methodTypeSymbol().returnType()) == TypeKind.VOID
                && (hasContext || !code.parallel().isEmpty());
    }

    /** @param arguments traits of the parameters */
    private void look(MethodCode code, List<Integer> arguments, Set<String> callers) {
        if (!looked.add(code.key() + arguments)) {
            return;
        }
        callers.add(code.key());
        Flow flow = program.flow(code);
        ValueFlow values = new ValueFlow(code, flow, program, arguments);
        BarrierRule barriers = new BarrierRule(code, program, flow, findings);
        PartialWriteRule writes = new PartialWriteRule(code, program, flow);
        List<ValueFlow.Visitor> rules = List.of(
                new ArithmeticRules(code, findings),
                new CallRules(code, program, findings),
                new SwitchRules(code, findings),
                barriers,
                writes,
                (step, instruction, operands) -> lookAtCalled(code, step, instruction, operands, callers));
        values.visit((step, instruction, operands) -> rules.forEach(rule -> rule.at(step, instruction, operands)));
        barriers.finish();
        if (callers.size() == 1) { // what decides about a helper's writes may stand in its caller
            writes.finish(findings);
        }
        LoopRules.check(code, flow, values, findings);
        JoinedLoopsRule.check(code, program, flow, values, findings);
        callers.remove(code.key());
    }

    private void lookAtCalled(
            MethodCode code, int step, Instruction instruction, List<KnownValue> operands, Set<String> callers) {
        MethodCode callee = instruction instanceof InvokeInstruction call ? program.callee(call) : null;
        if (callee == null) {
            return;
        }
        if (callers.contains(callee.key())) {
            findings.add(LintRule.ENDLESS_CALL, code, step, callee.shortName() + " calls itself");
        } else {
            look(
                    callee,
                    operands.stream().map(o -> o.traits() & ~KnownValue.WIDE).toList(),
                    callers);
        }
    }
}
