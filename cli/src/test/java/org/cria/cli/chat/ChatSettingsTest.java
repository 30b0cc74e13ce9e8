package org.cria.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.TokenGrammar;
import org.cria.model.sample.SamplerOrder;
import org.cria.model.sample.Setting;
import org.cria.model.sample.Temperature;
import org.cria.model.sample.TopK;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set before all tests
final class ChatSettingsTest {
    private static Model model;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        model = Model.open(
                TinyModel.seeded(5).context(128).write(folder.resolve("tiny.gguf")),
                ModelOptions.defaults().withDevice("cpu").withThreads(1));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private final ChatSettings settings = new ChatSettings(GenerationSettings.defaults(), ChatSettingsTest::grammar);

    @Test
    void theyAreShownAsTheyAreTypedAndTheUsualOnesFirst() {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("temp", "0.8");
        expected.put("top-k", "40");
        expected.put("top-p", "0.95");
        expected.put("min-p", "0.05");
        expected.put("typical", "1");
        expected.put("repeat-last-n", "64");
        expected.put("repeat-penalty", "1");
        expected.put("presence-penalty", "0");
        expected.put("frequency-penalty", "0");
        expected.put("seed", "-1");
        expected.put("predict", "-1");
        Map<String, String> found = new LinkedHashMap<>(settings.values());
        assertEquals(List.copyOf(found.keySet()), ChatSettings.names());
        assertEquals(
                Stream.concat(
                                GenerationSettings.settings().stream().map(Setting::name),
                                Stream.of("samplers", "think", "format"))
                        .collect(Collectors.toSet()),
                found.keySet());
        found.keySet().retainAll(expected.keySet()); // others may come later
        assertEquals(List.copyOf(expected.entrySet()), List.copyOf(found.entrySet()));
    }

    @Test
    void aChangeIsOfOneSettingAndOfWhatIsGenerated() {
        settings.set("top-k", "7");
        settings.set("temp", "0.5");
        settings.set("predict", "9");
        GenerationSettings expected = GenerationSettings.defaults()
                .with(TopK.COUNT, 7)
                .with(Temperature.VALUE, 0.5f)
                .withPredict(9);
        assertEquals(expected, settings.current());
    }

    @Test
    void thoughtsAreAskedForOnlyWhereSomebodyChose() {
        assertEquals(Optional.empty(), settings.asksToThink());
        settings.set("think", "hide");
        assertEquals(Optional.of(true), settings.asksToThink());
        settings.set("think", "off");
        assertEquals(Optional.of(false), settings.asksToThink());
        settings.set("think", "on");
        settings.set("reasoning-budget", "0");
        assertEquals(Optional.of(false), settings.asksToThink());
        refused(
                "'maybe' is no value for think, expected on, off or hide: /set think on is how it stands.",
                "think",
                "maybe");
    }

    @Test
    void theOrderOfSamplersIsASettingAndIsKept() {
        settings.set("samplers", "min-p;temp");
        assertEquals(
                SamplerOrder.parse("min_p;temperature"),
                settings.current().sampling().order());
        ChatSettings resumed = new ChatSettings(GenerationSettings.defaults(), ChatSettingsTest::grammar);
        resumed.restore(settings.values());
        assertEquals(settings.current(), resumed.current());
        refused(
                "--samplers has 'heat', which is no sampler; there are penalties, dry, top_n_sigma, top_k, typ_p,"
                        + " top_p, min_p, xtc, temperature.",
                "samplers",
                "top_k;heat");
    }

    @Test
    void whatCannotBeSetIsRefusedAndChangesNothing() {
        refused(
                "'heat' is not a setting, expected one of " + String.join(", ", ChatSettings.names())
                        + ": /set NAME VALUE.",
                "heat",
                "1");
        refused("'hot' is no value for temp, expected a number: /set temp 0.8 is how it stands.", "temp", "hot");
        refused(
                "'1.5' is no value for top-k, expected a whole number: /set top-k 40 is how it stands.",
                "top-k",
                "1.5");
        refused("--top-k is -2, expected 1 or more, or 0 for off.", "top-k", "-2");
        refused("-n/--predict is -2, expected 0 or more, or -1 for no limit.", "predict", "-2");
        assertEquals(GenerationSettings.defaults(), settings.current());
    }

    @Test
    void whatAFileHoldsIsTakenOverAndWhatThisVersionDoesNotKnowLeftOut() {
        settings.restore(Map.of("temp", "0.25", "from-a-later-version", "3"));
        assertEquals(GenerationSettings.defaults().with(Temperature.VALUE, 0.25f), settings.current());
        ChatSettings other = new ChatSettings(GenerationSettings.defaults(), ChatSettingsTest::grammar);
        other.restore(settings.values());
        assertEquals(settings.current(), other.current());
    }

    private static TokenGrammar grammar(Grammar grammar) {
        return model.grammar(grammar);
    }

    @Test
    void answersAreBoundToJsonOrASchemaInAFile(@TempDir Path folder) throws IOException {
        settings.set("format", "json");
        assertTrue(settings.current().grammar().isPresent());
        settings.set("format", "text");
        assertEquals(GenerationSettings.defaults(), settings.current());
        Path file = Files.writeString(folder.resolve("schema.json"), "{\"enum\": [1, 2]}");
        settings.set("format", file.toString());
        assertEquals(file.toString(), settings.values().get("format"));
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"a\": {\"not\": {}}}");
        refused(
                wrong + ": the schema, #/a: 'a' is not supported, expected a schema without it.",
                "format",
                wrong.toString());
        assertEquals(file.toString(), settings.values().get("format"));
        ChatSettings resumed = new ChatSettings(GenerationSettings.defaults(), ChatSettingsTest::grammar);
        resumed.restore(settings.values());
        assertEquals("text", resumed.values().get("format"));
    }

    @Test
    void stopStringsWouldCutJson() {
        ChatSettings stopping =
                new ChatSettings(GenerationSettings.defaults().withStops(List.of("x")), ChatSettingsTest::grammar);
        assertThrows(CriaException.class, () -> stopping.set("format", "json"));
    }

    private void refused(String message, String name, String value) {
        assertEquals(message, Wording.of(assertThrows(CriaException.class, () -> settings.set(name, value))));
    }
}
