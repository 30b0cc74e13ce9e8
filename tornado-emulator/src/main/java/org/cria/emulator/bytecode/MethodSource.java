package org.cria.emulator.bytecode;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * A method of kernel code, to be copied.
 *
 * @param owner    its class
 * @param method   the method
 * @param code     its code
 * @param name     class and method for people, as in {@code Kernels.sum}
 * @param copyName its name in the copy
 * @param copyType its descriptor in the copy
 * @param loops    its parallel loops, outermost first
 * @param omitted  for each barrier in its code, whether it is left out
 * @param suspends whether a work-item may wait at a barrier inside
 */
record MethodSource(
        ClassModel owner,
        MethodModel method,
        CodeAttribute code,
        String name,
        String copyName,
        MethodTypeDesc copyType,
        List<ParallelLoop> loops,
        List<Boolean> omitted,
        boolean suspends) {
    /** The slot of the work-item in the copy. */
    int itemSlot() {
        return Types.parameterSlots(method.methodTypeSymbol().parameterList());
    }
}
