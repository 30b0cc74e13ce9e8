package org.cria.model.adherence;

/** What becomes of the system text in a conversation that outgrows the context. */
public enum Policy {
    /** It stays in front of whatever is left of the conversation: what chat does. */
    PINNED("pinned"),
    /** It goes with the first exchange, as where programs drop the oldest text. */
    START("only at the start"),
    /** It is said again with every message, and costs its tokens every time. */
    REPEATED("repeated each turn");

    private final String title;

    Policy(String title) {
        this.title = title;
    }

    /** For reports. */
    public String title() {
        return title;
    }
}
