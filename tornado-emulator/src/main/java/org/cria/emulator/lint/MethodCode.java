package org.cria.emulator.lint;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeAnnotation;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A method's instructions by number.
 *
 * @param owner     its class
 * @param method    the method
 * @param steps     its instructions
 * @param lines     the source line of each
 * @param positions where labels point: the number of the instruction behind them, or their count
 * @param parallel  slots of variables of parallel loops
 */
record MethodCode(
        ClassModel owner,
        MethodModel method,
        List<Instruction> steps,
        List<Integer> lines,
        Map<Label, Integer> positions,
        Set<Integer> parallel) {
    private static final String PARALLEL = "Luk/ac/manchester/tornado/api/annotations/Parallel;";

    /** Empty for a method without code. */
    static Optional<MethodCode> of(ClassModel owner, MethodModel method) {
        return method.code().map(code -> read(owner, method, code));
    }

    private static MethodCode read(ClassModel owner, MethodModel method, CodeModel code) {
        List<Instruction> steps = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        Map<Label, Integer> positions = new HashMap<>();
        int line = 0;
        for (CodeElement element : code) {
            switch (element) {
                case LineNumber number -> line = number.line();
                case LabelTarget target -> positions.put(target.label(), steps.size());
                case Instruction step -> {
                    steps.add(step);
                    lines.add(line);
                }
                default -> {}
            }
        }
        return new MethodCode(owner, method, steps, lines, positions, parallel(code));
    }

    private static Set<Integer> parallel(CodeModel code) {
        Set<Integer> slots = new HashSet<>();
        if (code instanceof CodeAttribute attribute) {
            attribute.findAttribute(Attributes.runtimeVisibleTypeAnnotations()).ifPresent(annotations -> {
                for (TypeAnnotation annotation : annotations.annotations()) {
                    if (annotation.annotation().className().equalsString(PARALLEL)
                            && annotation.targetInfo() instanceof TypeAnnotation.LocalVarTarget variable) {
                        variable.table().forEach(range -> slots.add(range.index()));
                    }
                }
            });
        }
        return slots;
    }

    int position(Label label) {
        return positions.getOrDefault(label, steps.size());
    }

    String name() {
        return method.methodName().stringValue();
    }

    /** Class without package, and method. */
    String shortName() {
        String internal = owner.thisClass().asInternalName();
        return internal.substring(internal.lastIndexOf('/') + 1) + "." + name();
    }

    String key() {
        return owner.thisClass().asInternalName() + "." + name()
                + method.methodType().stringValue();
    }

    /** The source file's name. */
    String file() {
        return owner.findAttribute(Attributes.sourceFile())
                .map(source -> source.sourceFile().stringValue())
                .orElse(owner.thisClass().asInternalName());
    }
}
