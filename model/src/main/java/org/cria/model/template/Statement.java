package org.cria.model.template;

import java.util.List;
import java.util.Optional;

/** Something that is done. */
sealed interface Statement {
    /** Where it begins in the source. */
    int line();

    /** Text as it stands. */
    record Data(int line, Text text) implements Statement {}

    /** {@code {{ value }}}. */
    record Print(int line, Expression value) implements Statement {}

    /** A condition and what is done where it holds. */
    record Branch(Expression condition, List<Statement> body) {}

    /** The first branch whose condition holds, or else the last part. */
    record If(int line, List<Branch> branches, List<Statement> otherwise) implements Statement {}

    /**
     * A loop.
     *
     * @param otherwise what is done where there was nothing to go through
     */
    record For(
            int line,
            Target target,
            Expression items,
            Optional<Expression> condition,
            boolean recursive,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {}

    /** {@code {% set target = value %}}. */
    record Set(int line, Target target, Expression value) implements Statement {}

    /** {@code {% set target %}…{% endset %}} through filters. */
    record SetBlock(int line, Target target, Expression filtered, List<Statement> body) implements Statement {}

    /** A parameter of a macro, with what it is where it is not given. */
    record Parameter(String name, Optional<Expression> otherwise) {}

    /**
     * What a block can be called with.
     *
     * @param more whether it looks at {@code varargs}: others refuse arguments that they have no name for
     * @param named likewise of {@code kwargs}
     */
    record Signature(List<Parameter> parameters, boolean more, boolean named) {}

    /** Names a block that can be called. */
    record Macro(int line, String name, Signature signature, List<Statement> body) implements Statement {}

    /** Calls a macro that can call the block. */
    record CallBlock(int line, Expression call, Signature signature, List<Statement> body) implements Statement {}

    /** {@code {% filter … %}}. */
    record FilterBlock(int line, Expression filtered, List<Statement> body) implements Statement {}

    /** Variables for a block. */
    record With(int line, List<Target> targets, List<Expression> values, List<Statement> body) implements Statement {}

    /** A block with variables of its own: {@code {% generation %}}. */
    record Block(int line, List<Statement> body) implements Statement {}

    /** {@code {% break %}}, {@code {% continue %}}. */
    record Jump(int line, boolean breaks) implements Statement {}

    /** What a value is given to. */
    sealed interface Target {}

    /** A variable. */
    record One(String name) implements Target {}

    /** Several, one for each part of the value. */
    record Several(List<Target> targets) implements Target {}

    /** A member of a namespace. */
    record Member(String space, String name) implements Target {}
}
