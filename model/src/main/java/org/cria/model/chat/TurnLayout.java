package org.cria.model.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * How turns are written down, for the templates that Cria has by name: where … stands in a pattern, the text goes. It becomes a
 * template in Jinja, as a model's file has one.
 *
 * @param begin before everything
 * @param inside whether the system text goes into the first message, rather than into a turn before it
 * @param always whether there is a turn for the system text also where there is none
 * @param system around the system text; likewise the next two
 * @param reply before a reply that is to be generated
 * @param trims which texts lose the white space around them
 */
record TurnLayout(
        String name,
        String begin,
        boolean inside,
        boolean always,
        String system,
        String user,
        String assistant,
        String reply,
        Trims trims) {
    /** Stands in patterns for the token that begins a text, however the vocabulary spells it. */
    private static final String BOS = "{bos}";

    /** Likewise for the token that ends a text. */
    private static final String EOS = "{eos}";

    private static final String TEXT = "…";
    /** C's {@code isspace}, as llama.cpp has it: no Unicode spaces. */
    private static final String SPACES = "(' \\t\\n\\x0b\\x0c\\r')";

    /** Which texts lose the white space around them: a part of each template, since models are trained that way. */
    enum Trims {
        /** None. */
        NONE,
        /** The model's. */
        REPLIES,
        /** All. */
        EVERY,
        /** The system text and the first message as one, and all other messages and replies by themselves. */
        TURNS
    }

    /** The same in Jinja. */
    String jinja() {
        boolean every = trims == Trims.EVERY;
        String strip = ".strip" + SPACES;
        String systemText = every ? strip : "";
        String userText = every || trims == Trims.TURNS ? strip : "";
        String replyText = trims == Trims.NONE ? "" : strip;
        List<String> lines = new ArrayList<>();
        if (!begin.isEmpty()) {
            lines.add("{{- " + literal(begin) + " -}}");
        }
        if (inside) {
            lines.add("{%- set ns = namespace(system=none) -%}");
        }
        if (always) {
            lines.add("{%- if messages[0].role != 'system' -%}");
            lines.add(written(system, "''"));
            lines.add("{%- endif -%}");
        }
        lines.add("{%- for message in messages -%}");
        lines.add("{%- if message.role == 'system' -%}");
        lines.add(inside ? "{%- set ns.system = message.content -%}" : written(system, "message.content" + systemText));
        lines.add("{%- elif message.role == 'user' -%}");
        if (inside) {
            String text = trims == Trims.TURNS ? ".rstrip" + SPACES : userText;
            lines.add("{%- if ns.system is not none -%}");
            String both = piece(system.substring(0, system.indexOf(TEXT)))
                    + "ns.system" + systemText + " ~ "
                    + piece(system.substring(system.indexOf(TEXT) + 1))
                    + "message.content" + text;
            lines.add(written(user, both));
            lines.add("{%- set ns.system = none -%}");
            lines.add("{%- else -%}");
        }
        lines.add(written(user, "message.content" + userText));
        if (inside) {
            lines.add("{%- endif -%}");
        }
        lines.add("{%- else -%}");
        lines.add(written(assistant, "message.content" + replyText));
        lines.add("{%- endif -%}");
        lines.add("{%- endfor -%}");
        if (!reply.isEmpty()) {
            lines.add("{%- if add_generation_prompt -%}");
            lines.add("{{- " + literal(reply) + " -}}");
            lines.add("{%- endif -%}");
        }
        return String.join("\n", lines) + "\n";
    }

    private static String written(String pattern, String text) {
        int at = pattern.indexOf(TEXT);
        String after = pattern.substring(at + 1);
        return "{{- " + piece(pattern.substring(0, at)) + text + (after.isEmpty() ? "" : " ~ " + literal(after))
                + " -}}";
    }

    /** What stands before something else; nothing where it is empty. */
    private static String piece(String text) {
        return text.isEmpty() ? "" : literal(text) + " ~ ";
    }

    private static String literal(String text) {
        String quoted = "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
        return quoted.replace(BOS, "' ~ bos_token ~ '")
                .replace(EOS, "' ~ eos_token ~ '")
                .replace("'' ~ ", "")
                .replace(" ~ ''", "");
    }
}
