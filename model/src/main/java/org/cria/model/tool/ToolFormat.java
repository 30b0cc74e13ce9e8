package org.cria.model.tool;

import java.util.Optional;

/** How a model writes calls of tools. */
public enum ToolFormat {
    /** Hermes and Qwen: {@code <tool_call>{"name": …, "arguments": {…}}</tool_call>}, also for templates that know no tools. */
    MARKED("<tool_call>", "</tool_call>", "arguments"),
    /** Llama 3.1: an answer that is {@code {"name": …, "parameters": {…}}} and nothing else. */
    WHOLE("", "", "parameters"),
    /** Mistral: {@code [TOOL_CALLS][{"name": …, "arguments": {…}}, …]} at the end of an answer. */
    LISTED("[TOOL_CALLS]", "", "arguments");

    private final String begin;
    private final String end;
    private final String arguments;

    ToolFormat(String begin, String end, String arguments) {
        this.begin = begin;
        this.end = end;
        this.arguments = arguments;
    }

    /** What calls begin with; empty where they begin with the answer. */
    public String begin() {
        return begin;
    }

    /** What a call ends with; empty where it ends with the answer. */
    String end() {
        return end;
    }

    /** Whether this begins or ends calls. */
    public boolean isMark(String piece) {
        return !piece.isEmpty() && (piece.equals(begin) || piece.equals(end));
    }

    /** What a call calls its arguments. */
    String arguments() {
        return arguments;
    }

    /** Whether a template, in Jinja, says which tools there are; else a text of ours does. */
    public static boolean isKnownTo(String source) {
        return source.contains("tools");
    }

    /** That of a template, in Jinja; empty if it has one of its own that is not known. */
    public static Optional<ToolFormat> of(String source) {
        if (!isKnownTo(source)) {
            return Optional.of(MARKED);
        }
        if (source.contains("[TOOL_CALLS]")) {
            return Optional.of(LISTED);
        }
        if (source.contains("<tool_call>")) {
            return source.contains("<function=") ? Optional.empty() : Optional.of(MARKED);
        }
        return source.contains("\"parameters\"") && source.contains("\"name\"") ? Optional.of(WHOLE) : Optional.empty();
    }
}
