package org.cria.model.template;

import org.cria.kernels.CriaException;

/** Why a template was not read or not run to its end. */
public final class TemplateException extends CriaException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    /** 0 while it is not known. */
    private final int line;

    TemplateException(String reason) {
        this(reason, 0);
    }

    TemplateException(String reason, int line) {
        super("line " + line + " of the chat template: " + reason + ".");
        this.reason = reason;
        this.line = line;
    }

    /** The same with a line, unless it has one. */
    TemplateException atLine(int where) {
        return line == 0 ? new TemplateException(reason, where) : this;
    }

    /** The line in the template, from 1. */
    public int line() {
        return line;
    }

    /** What went wrong, without the place. */
    public String reason() {
        return reason;
    }
}
