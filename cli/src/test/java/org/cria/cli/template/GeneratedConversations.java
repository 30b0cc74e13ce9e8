package org.cria.cli.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Seeded conversations for chat templates, as JSON: with and without system text, tools, calls of tools and thoughts, in all kinds of
 * characters. In one file and on nothing but the JDK, since {@code scripts/golden-templates.py} runs it by itself.
 */
final class GeneratedConversations {
    /** For each template. */
    static final int EACH = 27;

    private static final List<String> FRAGMENTS = List.of(
            "Hello",
            " there ",
            "What is 2 + 2?",
            "\n",
            "\n\n",
            "  ",
            "\t",
            "Grüße aus Köln",
            "你好,世界",
            "नमस्ते",
            "مرحبا",
            "🦙",
            "e\u0301",
            "\u00a0",
            "\u2028",
            "<|im_end|>",
            "<|im_start|>system\n",
            "<|eot_id|>",
            "</s>",
            "[INST]",
            "[/INST]",
            "<think>",
            "</think>",
            "<tool_call>",
            "{\"a\": [1, 2.5, null]}",
            "it's \"quoted\"",
            "back\\slash",
            "{{ messages }}",
            "{% if x %}",
            "{# no #}",
            "a,b;c",
            "UPPER lower Title",
            "100 %",
            "#hash",
            "'single'",
            "<b>&amp;</b>",
            "line one\nline two",
            "\u007f",
            "ẞß ǆ ŉ");
    private static final List<String> WORDS = List.of("city", "unit", "größe", "n", "query", "id");

    private final Random random;

    private GeneratedConversations(long seed) {
        this.random = new Random(seed);
    }

    /** The data of one conversation, without the tokens that are the model's. */
    static String json(int template, int number) {
        return new GeneratedConversations(1000L * template + number).data();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(6); count >= 0; count--) {
            text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        }
        return text.toString();
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private String data() {
        List<String> members = new ArrayList<>();
        boolean tools = chance(35);
        members.add("\"messages\": " + messages(tools));
        if (tools) {
            members.add("\"tools\": " + list(1 + random.nextInt(3), this::tool));
        }
        if (chance(60)) {
            members.add("\"add_generation_prompt\": " + chance(70));
        }
        if (chance(30)) {
            members.add("\"enable_thinking\": " + chance(50));
        }
        if (chance(15)) {
            members.add("\"documents\": "
                    + list(
                            1 + random.nextInt(2),
                            () -> "{\"title\": " + quoted(text()) + ", \"text\": " + quoted(text()) + "}"));
        }
        return "{" + String.join(", ", members) + "}";
    }

    private String messages(boolean tools) {
        List<String> messages = new ArrayList<>();
        if (chance(45)) {
            messages.add("{\"role\": \"system\", \"content\": " + quoted(text()) + "}");
        }
        int rounds = 1 + random.nextInt(4);
        for (int i = 0; i < rounds; i++) {
            messages.add("{\"role\": \"user\", \"content\": " + content() + "}");
            if (tools && chance(40)) {
                messages.add(call());
                messages.add("{\"role\": \"tool\", \"tool_call_id\": \"call12345\", \"name\": \"" + word()
                        + "\", \"content\": " + quoted(text()) + "}");
            }
            if (i < rounds - 1 || chance(25)) {
                messages.add("{\"role\": \"assistant\", \"content\": " + quoted(reply()) + thought() + "}");
            }
        }
        if (chance(5)) {
            messages.add("{\"role\": \"user\", \"content\": " + quoted(text()) + "}");
        }
        return "[" + String.join(", ", messages) + "]";
    }

    private String content() {
        if (!chance(12)) {
            return quoted(text());
        }
        return "[" + (chance(40) ? "{\"type\": \"image\"}, " : "") + "{\"type\": \"text\", \"text\": " + quoted(text())
                + "}]";
    }

    private String reply() {
        return chance(25) ? "<think>\n" + text() + "\n</think>\n\n" + text() : text();
    }

    private String thought() {
        return chance(15)
                ? ", \"reasoning_content\": " + quoted(text())
                : chance(5) ? ", \"thinking\": " + quoted(text()) : "";
    }

    private String call() {
        String arguments = "{\"" + word() + "\": " + value(0) + ", \"last\": " + value(0) + "}";
        return "{\"role\": \"assistant\", \"content\": " + (chance(50) ? quoted(text()) : chance(50) ? "\"\"" : "null")
                + ", \"tool_calls\": [{\"id\": \"call12345\", \"type\": \"function\", \"function\": {\"name\": \""
                + word()
                + "\", \"arguments\": " + (chance(20) ? quoted(arguments) : arguments) + "}}]}";
    }

    private String tool() {
        return "{\"type\": \"function\", \"function\": {\"name\": \"" + word() + "\", \"description\": "
                + quoted(text())
                + ", \"parameters\": {\"type\": \"object\", \"properties\": {\"" + word() + "\": {\"type\": \""
                + (chance(50) ? "string" : "integer") + "\", \"description\": " + quoted(text())
                + "}}, \"required\": [\"" + word() + "\"]}}}";
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 2 ? 6 : 8)) {
            case 0 -> quoted(text());
            case 1 -> Integer.toString(random.nextInt(2000) - 1000);
            case 2 -> random.nextInt(1000) / 8.0 + "";
            case 3 -> chance(50) ? "true" : "false";
            case 4 -> "null";
            case 5 -> (random.nextInt(9) + 1) + "e" + (random.nextInt(40) - 20);
            case 6 -> list(random.nextInt(3), () -> value(depth + 1));
            default -> "{\"" + word() + "\": " + value(depth + 1) + "}";
        };
    }

    private static String list(int count, Supplier<String> element) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(element.get());
        }
        return "[" + String.join(", ", all) + "]";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            json.append(
                    c == '"' || c == '\\'
                            ? "\\" + c
                            : c < 32 ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
        }
        return json.append('"').toString();
    }

    /** Writes the conversations for so many templates, a line each. */
    public static void main(String[] args) {
        StringBuilder all = new StringBuilder();
        for (int template = 0; template < Integer.parseInt(args[0]); template++) {
            for (int number = 0; number < EACH; number++) {
                all.append(json(template, number)).append('\n');
            }
        }
        System.out.writeBytes(all.toString().getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}
