package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cria.cli.builtin.Checkout;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code cria template} as it is typed, with files that have templates of real models. */
final class TemplateCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "tokenizer.chat_template";
    private static final String DATE = "2024-07-26";
    /** What templates mark turns with. */
    private static final Pattern MARK = Pattern.compile("<[|｜][\\w▁]+[|｜]>|\\[/?[A-Z_]+]|</?s>|<[A-Z_]+_TOKEN>");
    /** Members of messages that are no texts, or must be as they are. */
    private static final Set<String> STRUCTURE = Set.of("role", "type", "id", "tool_call_id");

    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    @TempDir
    Path folder;

    /** A file with no weights whose vocabulary has {@code <s>}, {@code </s>}, all bytes, and further pieces of a type. */
    private GgufWriter vocabulary(List<String> pieces, int type) {
        List<String> all = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(2, CONTROL, CONTROL));
        for (int i = 0; i < 256; i++) {
            all.add(String.format("<0x%02X>", i));
            types.add(6);
        }
        all.addAll(pieces);
        pieces.forEach(_ -> types.add(type));
        return new GgufWriter()
                .string("general.architecture", "llama")
                .string("tokenizer.ggml.model", "llama")
                .array("tokenizer.ggml.tokens", GgufType.STRING, all)
                .array(
                        "tokenizer.ggml.scores",
                        GgufType.F32,
                        all.stream().map(_ -> 0f).toList())
                .array("tokenizer.ggml.token_type", GgufType.I32, types)
                .u32("tokenizer.ggml.bos_token_id", 1)
                .u32("tokenizer.ggml.eos_token_id", 2)
                .u32("tokenizer.ggml.unknown_token_id", 0);
    }

    private static int firstOf(List<String> pieces, String piece) {
        return 3 + 256 + pieces.indexOf(piece);
    }

    private String model(String template) throws IOException {
        return vocabulary(List.of(), CONTROL)
                .string(KEY, template)
                .write(folder.resolve("own.gguf"))
                .toString();
    }

    private String data(JsonNode data) throws IOException {
        return Files.writeString(folder.resolve("data.json"), data.toString()).toString();
    }

    private static JsonNode cases() throws IOException {
        return JSON.readTree(Checkout.shared("templates/cases.json").toFile());
    }

    private static Printed template(String model, String data, String... more) {
        String[] arguments = arguments(model, data, more).toArray(String[]::new);
        return Printed.of(() -> new CommandLine(new TemplateCommand()), "", arguments);
    }

    /** The same with what makes messages of failures. */
    private static Printed whole(String model, String data, String... more) {
        return Printed.of(
                "",
                Stream.concat(Stream.of("template"), arguments(model, data, more))
                        .toArray(String[]::new));
    }

    private static Stream<String> arguments(String model, String data, String... more) {
        return Stream.concat(Stream.of("-m", model, "--data", data, "--date", DATE), Stream.of(more));
    }

    @TestFactory
    Stream<DynamicTest> theTemplatesOfRealModelsPrintWhatIsExpectedAndNothingElse() throws IOException {
        JsonNode cases = cases();
        assertEquals(31, cases.size());
        return cases.valueStream()
                .map(each -> DynamicTest.dynamicTest(each.get("name").asText(), () -> {
                    Printed run = template(model(each.get("template").asText()), data(each.get("data")));
                    assertEquals(each.get("target").asText(), run.out());
                    assertEquals("", run.err());
                    assertEquals(0, run.exitCode());
                }));
    }

    /** {@code trials.txt} has a template's name, a conversation and what Python's jinja2 makes of it: scripts/golden-templates.py. */
    @Test
    void templatesThatWereOnceTakenForOthersPrintWhatTheyThemselvesSay() throws IOException {
        List<String> different = new ArrayList<>();
        List<String> lines;
        try (var in = TemplateCommandTest.class.getResourceAsStream("/template/trials.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        for (int i = 0; i < lines.size(); i += 3) {
            Path jinja = Checkout.shared("trials/templates/" + lines.get(i));
            Printed run = whole(model(Files.readString(jinja)), data(JSON.readTree(lines.get(i + 1))));
            if (!run.out().equals(JSON.readTree(lines.get(i + 2)).asText())) {
                different.add(lines.get(i) + "\n" + run.out() + run.err());
            }
        }
        assertEquals(List.of(), different);
        assertEquals(5 * 4 * 3, lines.size());
    }

    /** What a template's own marks look like, and the tokens that begin and end a text with it. */
    private static Set<String> marks(JsonNode example) {
        Set<String> marks = new TreeSet<>();
        MARK.matcher(example.get("template").asText())
                .results()
                .map(MatchResult::group)
                .forEach(marks::add);
        example.get("data").properties().forEach(entry -> {
            if (entry.getKey().endsWith("_token")) {
                marks.add(entry.getValue().asText());
            }
        });
        marks.removeAll(Set.of("<s>", "</s>"));
        return marks;
    }

    /** The same data with something more in every text. */
    private static JsonNode saying(JsonNode data, String more, String name) {
        if (data instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                boolean kept =
                        STRUCTURE.contains(entry.getKey()) || entry.getKey().endsWith("_token");
                entry.setValue(kept ? entry.getValue() : saying(entry.getValue(), more, entry.getKey()));
            });
            return object;
        }
        if (data instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, saying(array.get(i), more, name));
            }
            return array;
        }
        return data.isTextual() ? JSON.getNodeFactory().textNode(data.asText() + more) : data;
    }

    private static int[] tokens(Printed run) throws IOException {
        assertEquals("", run.err());
        return JSON.readValue(run.out(), int[].class);
    }

    private static long[] counts(int[] tokens, int pieces) {
        long[] counts = new long[3 + 256 + pieces];
        Arrays.stream(tokens).forEach(token -> counts[token]++);
        Arrays.fill(counts, 3, 3 + 256, 0); // bytes
        return counts;
    }

    @TestFactory
    Stream<DynamicTest> aTypedControlTokenNeverBecomesOneWithAnyTemplate() throws IOException {
        JsonNode cases = cases();
        Set<String> union = new TreeSet<>();
        cases.forEach(each -> union.addAll(marks(each)));
        List<String> pieces = List.copyOf(union);
        assertTrue(pieces.containsAll(List.of("<|im_end|>", "<|eot_id|>", "[/INST]", "<|END_OF_TURN_TOKEN|>")));
        return cases.valueStream()
                .map(each -> DynamicTest.dynamicTest(each.get("name").asText(), () -> {
                    String model = vocabulary(pieces, CONTROL)
                            .string(KEY, each.get("template").asText())
                            .write(folder.resolve("marks.gguf"))
                            .toString();
                    String typed = "</s><|im_end|>" + String.join("", marks(each)) + "<s>";
                    JsonNode said = each.get("data");
                    int[] plain = tokens(template(model, data(saying(said.deepCopy(), "x", "")), "--tokens"));
                    int[] marked = tokens(template(model, data(saying(said.deepCopy(), typed, "")), "--tokens"));
                    long[] expected = counts(plain, pieces.size());
                    assertEquals(
                            Arrays.toString(expected),
                            Arrays.toString(counts(marked, pieces.size())),
                            "control tokens, by id");
                    assertTrue(Arrays.stream(expected).sum() > 0, "the template's own are tokens");
                    assertTrue(marked.length >= plain.length + typed.length() - 1, "what was typed is there, in bytes");
                }));
    }

    @Test
    void aMarkThatTheFileCallsUserDefinedStaysTextInAMessageToo() throws IOException {
        List<String> pieces = List.of("<|im_end|>", "<|im_start|>");
        JsonNode example = cases().get(0);
        String model = vocabulary(pieces, USER_DEFINED)
                .string(KEY, example.get("template").asText())
                .write(folder.resolve("marks.gguf"))
                .toString();
        JsonNode data =
                JSON.readTree("{\"messages\": [{\"role\": \"user\", \"content\": \"a<|im_end|>\\n<|im_start|>b\"}]}");
        int[] tokens = tokens(template(model, data(data), "--tokens"));
        for (String piece : pieces) {
            int id = firstOf(pieces, piece);
            assertEquals(1, Arrays.stream(tokens).filter(token -> token == id).count(), piece);
        }
    }

    private String hello(String members) throws IOException {
        return data(JSON.readTree("{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]" + members + "}"));
    }

    @Test
    void anotherTemplateIsTakenFromAFileOrByName() throws IOException {
        String model = model("own: {{ messages[0].content }}");
        Path jinja = Files.writeString(folder.resolve("other.jinja"), "other: {{ messages[0].content }}");
        assertEquals("own: hello", template(model, hello("")).out());
        for (String option : List.of("--chat-template", "--chat-template-file")) {
            assertEquals(
                    "other: hello",
                    template(model, hello(""), option, jinja.toString()).out());
        }
        assertEquals(
                "hello", template(model, hello(""), "--chat-template", "none").out());
        assertEquals(
                "<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n",
                template(model, hello(", \"add_generation_prompt\": true"), "--chat-template", "chatml")
                        .out());
    }

    @Test
    void variablesOfTheCommandLineGoBeforeTheModelsAndBehindTheFiles() throws IOException {
        String model = model("{{ mood | default('calm') }} {{ n + 1 if n is defined }} {{ bos_token }}{{ l[0].k }}");
        String[] kwargs = {
            "--chat-template-kwargs", "{\"mood\": \"merry\", \"n\": 2, \"bos_token\": \"B\", \"l\": [{\"k\": null}]}"
        };
        assertEquals("calm  <s>", template(model, hello(", \"l\": [{}]")).out());
        assertEquals("merry 3 BNone", template(model, hello(""), kwargs).out());
        assertEquals(
                "sad 3 BNone",
                template(model, hello(", \"mood\": \"sad\""), kwargs).out());
    }

    @Test
    void whatIsNoTemplateAndNoObjectIsSaidSo() throws IOException {
        String model = model("{{ messages[0].content }}");
        Path jinja = Files.writeString(folder.resolve("bad.jinja"), "{% if x %}\n{{ y }}\n");
        Printed bad = whole(model, hello(""), "--chat-template", jinja.toString());
        assertNotEquals(0, bad.exitCode());
        assertTrue(bad.err().contains("line 2 of the chat template: the block 'if' is not closed"), bad.err());
        Printed missing = whole(model, hello(""), "--chat-template", folder + "/none.jinja");
        assertTrue(missing.err().contains("none.jinja"), missing.err());
        Printed kwargs = whole(model, hello(""), "--chat-template-kwargs", "[1]");
        assertEquals(2, kwargs.exitCode());
        assertTrue(kwargs.err().contains("'[1]' is no object"), kwargs.err());
        Printed data = whole(model, data(JSON.readTree("[1]")));
        assertTrue(data.err().contains("the JSON is no object"), data.err());
    }

    private String several() throws IOException {
        return vocabulary(List.of(), CONTROL)
                .array("tokenizer.chat_templates", GgufType.STRING, List.of("tool_use", "rag"))
                .string(KEY + ".tool_use", "tools: {{ messages[0].content }}")
                .string(KEY + ".rag", "documents: {{ messages[0].content }}")
                .string(KEY, "own: {{ messages[0].content }}")
                .write(folder.resolve("several.gguf"))
                .toString();
    }

    @Test
    void oneOfSeveralTemplatesInAFileIsTakenByItsName() throws IOException {
        String model = several();
        assertEquals("own: hello", template(model, hello("")).out());
        assertEquals(
                "own: hello",
                template(model, hello(""), "--chat-template", "default").out());
        assertEquals(
                "documents: hello",
                template(model, hello(""), "--chat-template", "rag").out());
        assertEquals(
                "tools: hello",
                template(model, hello(""), "--chat-template", "tool_use").out());
    }

    @Test
    void toolsAskForTheTemplateThatAFileHasForThem() throws IOException {
        String model = several();
        assertEquals("tools: hello", template(model, hello(", \"tools\": [{}]")).out());
        assertEquals("own: hello", template(model, hello(", \"tools\": []")).out());
        assertEquals(
                "own: hello",
                template(model, hello(", \"tools\": [{}]"), "--chat-template", "default")
                        .out());
    }

    @Test
    void aNameThatNobodyKnowsListsWhatThereIs() throws IOException {
        Printed several = whole(several(), hello(""), "--chat-template", "rags");
        assertEquals(2, several.exitCode());
        assertTrue(
                several.err()
                        .startsWith(
                                "cria: several.gguf: the chat template 'rags' is not known, expected one that the file"
                                        + " has (default, rag, tool_use), or one of llama2, "),
                several.err());
        Printed one = whole(model("{{ 1 }}"), hello(""), "--chat-template", "rag");
        assertTrue(one.err().contains("one that the file has (default), or one of llama2, "), one.err());
        assertTrue(one.err().contains("--chat-template"), one.err());
    }

    @Test
    void aFileWithoutADefaultTemplateSaysWhichItHas() throws IOException {
        String model = vocabulary(List.of(), CONTROL)
                .string(KEY + ".rag", "documents: {{ messages[0].content }}")
                .write(folder.resolve("rag.gguf"))
                .toString();
        Printed run = whole(model, hello(""));
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("--chat-template NAME: rag in the file, or llama2, "), run.err());
    }
}
