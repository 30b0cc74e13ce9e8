package org.cria.model.eval;

/** A figure of a task. */
public enum Metric {
    /** The most likely choice is the right one. */
    ACC("acc"),
    /** The same of log-likelihoods divided by the characters of the choices. */
    ACC_NORM("acc_norm"),
    /** The share of the true choices in the probability of all. */
    MC2("acc"),
    /** What is taken out of the generated text equals the answer. */
    EXACT_MATCH("exact_match");

    private final String title;

    Metric(String title) {
        this.title = title;
    }

    /** As the harness calls it. */
    public String title() {
        return title;
    }
}
