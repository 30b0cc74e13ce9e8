package org.cria.cli.arguments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.model.sample.Penalties;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerOrder;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Samplers;
import org.cria.model.sample.SequenceBreakers;
import org.cria.model.sample.Setting;
import org.cria.model.sample.Temperature;
import org.cria.model.sample.TopK;
import org.cria.model.sample.TypicalP;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options follow from the table of samplers. */
final class SamplingArgumentsTest {
    @Command(name = "test", sortOptions = false)
    private static final class Sampling implements Runnable {
        @Option(names = "--before")
        private boolean before;

        @Mixin
        private final SamplingArguments arguments = new SamplingArguments();

        @Option(names = "--after")
        private boolean after;

        @Override
        public void run() {}
    }

    private final Sampling command = new Sampling();
    private final CommandLine line = new CommandLine(command);

    private SamplerSettings parsed(String... words) {
        line.parseArgs(words);
        return command.arguments.settings();
    }

    @Test
    void nothingGivenIsTheDefaultsAlsoTheNextTime() {
        assertEquals(SamplerSettings.defaults(), parsed());
        parsed("--top-k", "3");
        assertEquals(SamplerSettings.defaults(), parsed());
    }

    @Test
    void everySettingIsAnOptionByAllItsNames() {
        for (Setting<?> setting : Samplers.settings()) {
            var option = line.getCommandSpec().findOption("--" + setting.name());
            assertEquals(setting.aliases().size() + 1, option.names().length, setting.name());
            for (String alias : setting.aliases()) {
                assertSame(option, line.getCommandSpec().findOption((alias.length() == 1 ? "-" : "--") + alias));
            }
            assertEquals(setting.meaning() + " Default: " + setting.standard() + ".", option.description()[0]);
        }
    }

    @Test
    void theyStandWhereTheCommandHasThemInTheOrderInWhichTheyApply() {
        List<String> expected = new ArrayList<>();
        expected.add("before");
        Samplers.settings().forEach(setting -> expected.add(setting.name()));
        expected.addAll(List.of("samplers", "sampling-seq", "dry-sequence-breaker", "after"));
        assertEquals(
                expected,
                line.getCommandSpec().options().stream()
                        .map(option -> Stream.of(option.names())
                                .filter(name -> name.startsWith("--"))
                                .findFirst()
                                .orElseThrow()
                                .substring(2))
                        .toList());
        assertArrayEquals(
                new String[] {"-s", "--seed"},
                line.getCommandSpec().findOption("--seed").names());
    }

    @Test
    void theOrderOfSamplersIsGivenByNamesOrLetters() {
        assertEquals(
                SamplerOrder.parse("top_k;temperature"),
                parsed("--samplers", "top_k;temperature").order());
        assertEquals(
                SamplerOrder.parse("top_k;temperature"),
                parsed("--sampling-seq", "kt").order());
        assertEquals(SamplerOrder.STANDARD, parsed().order());
    }

    @Test
    void breakersAreGivenOneByOneOrNone() {
        assertEquals(
                List.of("\n", "; "),
                parsed("--dry-sequence-breaker", "\\n", "--dry-sequence-breaker", "; ")
                        .breakers());
        assertEquals(List.of(), parsed("--dry-sequence-breaker", "none").breakers());
        assertEquals(SequenceBreakers.USUAL, parsed().breakers());
    }

    @Test
    void whatIsGivenIsTakenOver() {
        SamplerSettings expected = SamplerSettings.defaults()
                .with(Penalties.LAST_TOKENS, 9)
                .with(TopK.COUNT, 3)
                .with(TypicalP.MASS, 0.5f)
                .with(Temperature.VALUE, 0.25f)
                .with(Sampler.SEED, 12_345_678_901L);
        assertEquals(
                expected,
                parsed(
                        "--top-k=3",
                        "--typical-p",
                        "0.5",
                        "--temperature",
                        "0.25",
                        "-s",
                        "12345678901",
                        "--repeat-last-n",
                        "9"));
    }

    @Test
    void aValueThatIsNoNumberIsWrongUsage() {
        wrong("Invalid value for option '--top-k': '1.5' is not an int", "--top-k", "1.5");
        wrong("Invalid value for option '--temperature': 'hot' is not a float", "--temp", "hot");
        wrong("Invalid value for option '--seed': 'x' is not a long", "-s", "x");
    }

    private void wrong(String message, String... words) {
        assertEquals(
                message,
                assertThrows(ParameterException.class, () -> line.parseArgs(words))
                        .getMessage());
    }

    @Test
    void aValueOutsideItsRangeIsRefusedInTheWordsOfTheOption() {
        CriaException refused = assertThrows(CriaException.class, () -> parsed("--top-k", "-2"));
        assertEquals("--top-k is -2, expected 1 or more, or 0 for off.", Wording.of(refused));
        assertEquals("top-k is -2, expected 1 or more, or 0 for off.", refused.getMessage());
    }
}
