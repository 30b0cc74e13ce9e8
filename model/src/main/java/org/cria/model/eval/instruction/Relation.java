package org.cria.model.eval.instruction;

/** How a count has to compare with the one that an instruction names. */
enum Relation {
    LESS_THAN("less than"),
    AT_LEAST("at least");

    private final String words;

    Relation(String words) {
        this.words = words;
    }

    /** As data sets say it. */
    String words() {
        return words;
    }

    boolean holds(long found, int named) {
        return switch (this) {
            case LESS_THAN -> found < named;
            case AT_LEAST -> found >= named;
        };
    }
}
