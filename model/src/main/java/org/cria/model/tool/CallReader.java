package org.cria.model.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/**
 * Tells calls of tools from what is said in an answer, as it comes. What looks like a call and is none, of no known tool or no JSON, is said.
 * For one thread.
 */
public final class CallReader {
    private final Optional<Tools> tools;
    private final Consumer<String> saying;
    private final List<ToolCall> calls = new ArrayList<>();
    /** What may be a mark or a call, and is not decided yet. */
    private final StringBuilder held = new StringBuilder();

    private boolean inside;
    private boolean begun;

    /**
     * An answer.
     *
     * @param tools empty: all is said
     * @param saying takes what is said
     */
    public CallReader(Optional<Tools> tools, Consumer<String> saying) {
        this.tools = tools;
        this.saying = saying;
    }

    /** Takes more of the answer. */
    public void feed(String text) {
        held.append(text);
        if (tools.isEmpty()) {
            say(held.length());
            return;
        }
        switch (tools.get().format()) {
            case MARKED -> readMarked(tools.get());
            case LISTED -> readListed(tools.get());
            case WHOLE -> readWhole();
        }
    }

    /** Takes note of a token that prints nothing. */
    public void mark(String piece) {
        if (tools.isPresent() && piece.equals(tools.get().format().begin())) {
            say(held.length());
            inside = true;
        }
    }

    private void readMarked(Tools known) {
        String begin = known.format().begin();
        String end = known.format().end();
        while (true) {
            if (!inside) {
                int at = held.indexOf(begin);
                if (at < 0) {
                    say(held.length() - overlap(begin));
                    return;
                }
                say(at);
                held.delete(0, begin.length());
                inside = true;
            }
            int at = held.indexOf(end);
            if (at < 0) {
                return;
            }
            String call = held.substring(0, at);
            held.delete(0, at + end.length());
            inside = false;
            if (!add(known, call)) {
                saying.accept(begin + call + end);
            }
        }
    }

    private void readListed(Tools known) {
        String begin = known.format().begin();
        begun |= !held.toString().isBlank();
        int at = held.indexOf(begin);
        if (!inside && at >= 0) {
            say(at);
            held.delete(0, begin.length());
            inside = true;
        }
        // Where a call has to come, the mark may be left out.
        inside |= known.required() && held.toString().stripLeading().startsWith("[");
        if (!inside) {
            say(held.length() - overlap(begin));
        }
    }

    private void readWhole() {
        String text = held.toString().stripLeading();
        if (!begun && !text.isEmpty()) {
            begun = true;
            inside = text.startsWith("{");
        }
        if (begun && !inside) {
            say(held.length());
        }
    }

    /** Ends the answer. */
    public void finish() {
        String rest = held.toString();
        if (inside && tools.isPresent() && !rest.isBlank()) {
            Tools known = tools.get();
            boolean called = switch (known.format()) {
                case MARKED, WHOLE -> add(known, rest);
                case LISTED -> addAll(known, rest);
            };
            if (!called) {
                saying.accept(known.format().begin() + rest);
            }
        } else if (!rest.isBlank() || calls.isEmpty()) {
            saying.accept(rest);
        }
        held.setLength(0);
        inside = false;
    }

    private boolean addAll(Tools known, String text) {
        if (!(json(text).orElse(null) instanceof JsonValue.Array(List<JsonValue> items)) || items.isEmpty()) {
            return false;
        }
        List<ToolCall> all = new ArrayList<>();
        for (JsonValue each : items) {
            call(known, each).ifPresent(all::add);
        }
        return all.size() == items.size() && calls.addAll(all);
    }

    private boolean add(Tools known, String text) {
        Optional<ToolCall> call = json(text).flatMap(json -> call(known, json));
        call.ifPresent(calls::add);
        return call.isPresent();
    }

    private static Optional<JsonValue> json(String text) {
        try {
            return Optional.of(JsonValue.parse(text.strip()));
        } catch (CriaException e) {
            return Optional.empty(); // it is said, then
        }
    }

    private static Optional<ToolCall> call(Tools known, JsonValue json) {
        if (json instanceof JsonValue.Members call
                && known.callable().contains(ToolList.text(call, "name"))
                && call.members().get(known.format().arguments()) instanceof JsonValue.Members arguments) {
            return Optional.of(ToolCall.of(ToolList.text(call, "name"), arguments));
        }
        return Optional.empty();
    }

    /** The calls so far. */
    public List<ToolCall> calls() {
        return calls;
    }

    private void say(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        // White space between calls belongs to them.
        if (!text.isEmpty() && (calls.isEmpty() || !text.isBlank())) {
            saying.accept(text);
        }
    }

    /** How many characters at the end may be the begin of a mark. */
    private int overlap(String mark) {
        for (int length = Math.min(mark.length() - 1, held.length()); length > 0; length--) {
            if (mark.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }
}
