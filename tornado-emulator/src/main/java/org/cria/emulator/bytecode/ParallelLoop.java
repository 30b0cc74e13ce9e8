package org.cria.emulator.bytecode;

import java.lang.classfile.Attributes;
import java.lang.classfile.Label;
import java.lang.classfile.TypeAnnotation;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import uk.ac.manchester.tornado.api.annotations.Parallel;

/**
 * A loop whose variable is marked as parallel.
 *
 * @param slot  of the variable
 * @param start where the variable has its first value
 * @param end   where the variable ends
 */
record ParallelLoop(int slot, Label start, Label end) {
    /**
     * The parallel loops of a method, outermost first.
     *
     * @throws RefusedCode when they do not stand one in the other
     */
    static List<ParallelLoop> of(CodeAttribute code, String place) {
        List<ParallelLoop> loops = new ArrayList<>();
        code.findAttribute(Attributes.runtimeVisibleTypeAnnotations()).ifPresent(annotations -> {
            for (TypeAnnotation annotation : annotations.annotations()) {
                if (annotation.annotation().classSymbol().equals(Types.desc(Parallel.class))
                        && annotation.targetInfo() instanceof TypeAnnotation.LocalVarTarget variable) {
                    variable.table()
                            .forEach(range ->
                                    loops.add(new ParallelLoop(range.index(), range.startLabel(), range.endLabel())));
                }
            }
        });
        loops.sort(Comparator.comparingInt(loop -> code.labelToBci(loop.start())));
        for (int i = 1; i < loops.size(); i++) {
            if (code.labelToBci(loops.get(i).start())
                    >= code.labelToBci(loops.get(i - 1).end())) {
                throw new RefusedCode(place, "two parallel loops one after the other. Make each a task of its own.");
            }
        }
        if (loops.size() > 3) {
            throw new RefusedCode(place, loops.size() + " parallel loops; a grid has three dimensions.");
        }
        return loops;
    }
}
