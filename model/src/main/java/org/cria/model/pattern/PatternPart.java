package org.cria.model.pattern;

import java.util.List;

/** A part of a regular expression. */
sealed interface PatternPart {
    /** One character. */
    record One(CharacterSet characters) implements PatternPart {}

    /** One after another; none: the empty text. */
    record Sequence(List<PatternPart> parts) implements PatternPart {}

    /** One of several. */
    record Choice(List<PatternPart> alternatives) implements PatternPart {}

    /**
     * Several times.
     *
     * @param most {@link Integer#MAX_VALUE} for no limit
     */
    record Repetition(PatternPart part, int least, int most) implements PatternPart {}

    /** Where the text begins. */
    record Begin() implements PatternPart {}

    /** Where the text ends. */
    record End() implements PatternPart {}
}
