package org.cria.spark;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.TemplatedText;
import org.cria.model.chat.Thoughts;
import org.cria.model.json.JsonValue;
import org.cria.model.serve.Job;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** What rows ask. */
final class RowPrompts {
    /** No answer takes longer: Spark ends tasks that are to end. */
    private static final Duration LIMIT = Duration.ofDays(365);

    private static final String SYSTEM = "system";
    private static final List<String> ROLES = List.of(SYSTEM, "user", "assistant");

    private final BatchOptions options;
    private final LocalDateTime now;
    private final ExecutorModel model;
    private @Nullable ChatTemplate template;

    /** What a row asks of the model. */
    sealed interface Question {
        PendingAnswer begin(Row row, ExecutorModel model);
    }

    private record Asked(Job job, Optional<Thoughts> thoughts) implements Question {
        @Override
        public PendingAnswer begin(Row row, ExecutorModel model) {
            return PendingAnswer.asked(row, job, thoughts, model);
        }
    }

    /** A row that cannot be asked, and why. */
    private record Refused(String error) implements Question {
        @Override
        public PendingAnswer begin(Row row, ExecutorModel model) {
            return PendingAnswer.known(row, RowAnswer.failed(error));
        }
    }

    private record Message(String role, String content) {}

    /** @param now what chat templates see as the time */
    RowPrompts(BatchOptions options, LocalDateTime now, ExecutorModel model) {
        this.options = options;
        this.now = now;
        this.model = model;
    }

    Question read(Row row) {
        try {
            PromptColumns columns = options.columns();
            Object prompt = row.getAs(columns.prompt());
            if (prompt == null) {
                throw new CriaException("the column '" + columns.prompt() + "' is null, expected a prompt.");
            }
            return columns.isChat() ? chat(row, messages(prompt)) : text(row, prompt.toString());
        } catch (CriaException e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
    }

    private Question text(Row row, String prompt) {
        return asked(row, prompt, model.tokenizer().prompt(prompt), Optional.empty());
    }

    private Question chat(Row row, List<Message> messages) {
        if (template == null) {
            template = model.template().at(now);
        }
        Tokenizer tokenizer = model.tokenizer();
        Map<String, Value> given = new LinkedHashMap<>();
        given.put("tools", Value.NONE);
        given.put("documents", Value.NONE);
        given.put("messages", Value.list(values(messages, template.takesSystem())));
        given.put("add_generation_prompt", Value.TRUE);
        TemplatedText prompt = template.render(given, tokenizer.vocabulary());
        Thoughts thoughts = Thoughts.after(prompt, template, tokenizer.vocabulary());
        return asked(row, messages.toString(), prompt.tokens(tokenizer), Optional.of(thoughts));
    }

    /** @param own what tells the row from others where no column does */
    private Question asked(Row row, String own, int[] tokens, Optional<Thoughts> thoughts) {
        String column = options.columns().key();
        String key = column == null ? own : String.valueOf(row.<Object>getAs(column));
        return new Asked(new Job(tokens, options.settings().forKey(key), false, LIMIT), thoughts);
    }

    /** A template without a place for a system message gets its text before that of the next one. */
    private static List<Value> values(List<Message> messages, boolean takesSystem) {
        List<Value> values = new ArrayList<>();
        String before = "";
        for (Message message : messages) {
            if (message.role.equals(SYSTEM) && !takesSystem) {
                before += message.content + "\n\n";
                continue;
            }
            Map<String, Value> value = new LinkedHashMap<>();
            value.put(PromptColumns.ROLE, Text.of(message.role));
            value.put(PromptColumns.CONTENT, Text.said(before + message.content));
            values.add(Value.named(value));
            before = "";
        }
        return values;
    }

    private static List<Message> messages(Object column) {
        List<Message> messages = column instanceof String json ? parsed(json) : listed(column);
        if (messages.isEmpty() || !messages.getLast().role.equals("user")) {
            throw new CriaException("the conversation has no message of the user at its end, expected one to answer.");
        }
        for (Message message : messages) {
            if (!ROLES.contains(message.role)) {
                throw new CriaException("the role '" + message.role + "' is not known, expected one of "
                        + String.join(", ", ROLES) + ".");
            }
        }
        return messages;
    }

    private static List<Message> listed(Object column) {
        List<Message> messages = new ArrayList<>();
        for (Object each : CollectionConverters.asJava((Iterable<?>) column)) {
            Row message = (Row) each;
            String role = message.getAs(PromptColumns.ROLE);
            String content = message.getAs(PromptColumns.CONTENT);
            messages.add(message(role, content));
        }
        return messages;
    }

    private static List<Message> parsed(String json) {
        if (!(JsonValue.parse(json) instanceof JsonValue.Array(List<JsonValue> items))) {
            throw new CriaException("the conversation is no list, expected [{\"role\": …, \"content\": …}, …].");
        }
        return items.stream()
                .map(item -> item instanceof JsonValue.Members members
                        ? message(text(members, PromptColumns.ROLE), text(members, PromptColumns.CONTENT))
                        : message(null, null))
                .toList();
    }

    private static @Nullable String text(JsonValue.Members members, String name) {
        return members.members().get(name) instanceof JsonValue.Text(String value) ? value : null;
    }

    private static Message message(@Nullable String role, @Nullable String content) {
        if (role == null || content == null) {
            throw new CriaException("a message has no role or no content, expected texts for both.");
        }
        return new Message(role, content);
    }
}
