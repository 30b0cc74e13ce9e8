package org.cria.kernels.backend.cpu.x86.asm;

/** Where vector instructions are written to. Their methods are in several files, one for each kind. */
sealed interface Emitter permits VectorIntegers, VectorFloats, VectorMoves {
    /** See {@link Code#vector}. */
    void emit(Form form, int reg, int second, Operand rm, Vec sized, Vec destination);

    /** The same, followed by a byte. */
    void emit(Form form, int reg, int second, Operand rm, Vec sized, Vec destination, int immediate);

    /** {@code to = a ∘ b}. */
    default void of3(Form form, Vec to, Vec a, Operand b) {
        emit(form, to.number(), a.number(), b, to, to);
    }

    /** {@code to = a ∘ b}, in a way that the immediate says. */
    default void of3(Form form, Vec to, Vec a, Operand b, int immediate) {
        emit(form, to.number(), a.number(), b, to, to, immediate);
    }

    /** {@code to = ∘ a}. */
    default void of2(Form form, Vec to, Operand a) {
        emit(form, to.number(), 0, a, to, to);
    }

    default void of2(Form form, Vec to, Operand a, int immediate) {
        emit(form, to.number(), 0, a, to, to, immediate);
    }

    /** A shift by a constant: the opcode is completed by {@code digit}. */
    default void shift(Form form, int digit, Vec to, Operand a, int count) {
        emit(form, digit, to.number(), a, to, to, count);
    }
}
