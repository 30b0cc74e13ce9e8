package org.cria.cli.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.cli.builtin.Checkout;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.json.JsonValue;
import org.cria.model.tool.ToolList;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A conversation in which a tool was called and has answered becomes, with the templates of real models, what Python's jinja2 makes of it:
 * {@code tools.txt} has its hashes, made by {@code scripts/golden-templates.py --tools}.
 */
final class ToolTemplatesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 12, 0);
    private static final int CONTEXT = 4096;
    private static final String TOOL =
            "[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"of a town\","
                    + "\"parameters\":{\"type\":\"object\",\"properties\":{\"town\":{\"type\":\"string\"}}}}}]";

    @TempDir
    Path folder;

    @Test
    void realTemplatesAreToldToolsTheirCallsAndResultsAsInPython() throws Exception {
        Path file = TinyModel.seeded(3).context(CONTEXT).write(folder.resolve("tiny.gguf"));
        List<String> golden;
        try (var in = ToolTemplatesTest.class.getResourceAsStream("/template/tools.txt")) {
            golden = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        try (Model model = Model.open(file, ModelOptions.defaults().withThreads(1))) {
            for (int i = 0; i < golden.size(); i += 3) {
                String text = text(
                        model, golden.get(i), JSON.readTree(golden.get(i + 1)).asText());
                assertEquals(golden.get(i + 2), hash(plain(text)), golden.get(i) + ":\n" + text);
            }
        }
    }

    /** What the template writes once the call that was said has its result. */
    private static String text(Model model, String name, String said) throws IOException {
        Conversation conversation = new Conversation(
                ChatTemplates.of(name, template(name)).at(NOW), model.tokenizer(), new Room(CONTEXT, 200, true));
        conversation.equip(ToolList.read(JsonValue.parse(TOOL)));
        var _ = conversation.ask("How is it in Ulm?");
        IntStream.of(model.tokenizer().encode(said)).forEach(conversation::append);
        assertEquals(1, conversation.calls().size(), name);
        String id = conversation.calls().getFirst().id();
        var _ = conversation.answerCalls(List.of("rain"));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int token : conversation.prompt()) {
            byte[] bytes = model.tokenizer().bytes(token);
            text.writeBytes(
                    bytes.length > 0
                            ? bytes
                            : model.tokenizer().vocabulary().piece(token).getBytes(StandardCharsets.UTF_8));
        }
        return text.toString(StandardCharsets.UTF_8).replace(id, "123456789");
    }

    private static String template(String name) throws IOException {
        for (JsonNode each :
                JSON.readTree(Checkout.shared("templates/cases.json").toFile())) {
            if (each.path("name").asText().equals(name)) {
                return each.path("template").asText();
            }
        }
        throw new AssertionError("no template " + name);
    }

    /** The vocabulary puts spaces behind control tokens. */
    private static String plain(String text) {
        return text.replaceFirst("^<s>", "").strip().replaceAll(" +", " ");
    }

    private static String hash(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
