package org.cria.model.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.StopReason;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the tokens of a small model: bytes, and pieces of one to three letters. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class TokenGrammarTest {
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

    /** Walks through grammars at random and asks at each step for each token whether it may come. */
    @Test
    void thoseThatMayComeAreThoseWithWhichATextOfTheGrammarCanGoOn() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        int steps = 0;
        List<GoldenGrammar> all = GoldenGrammar.all();
        for (int n = 0; n < all.size(); n += 9) { // all of them take twenty seconds
            GoldenGrammar golden = all.get(n);
            if (golden.refused()) {
                continue;
            }
            Grammar grammar = Grammar.parse(golden.gbnf());
            TokenGrammar tokens = model.grammar(grammar);
            TokenGrammar.Spot spot = tokens.start();
            byte[] text = {};
            for (int step = 0; step < 4; step++, steps++) {
                BitSet allowed = tokens.allowed(spot);
                assertEquals(
                        expected(grammar, text),
                        allowed,
                        golden.gbnf() + " after " + new String(text, StandardCharsets.UTF_8));
                int[] goOn = allowed.stream().filter(t -> !tokens.endsText(t)).toArray();
                if (goOn.length == 0) {
                    break;
                }
                int token = goOn[random.nextInt(goOn.length)];
                spot = tokens.after(spot, token);
                text = joined(text, model.tokenizer().bytes(token));
            }
        }
        assertTrue(steps > 15, "steps " + steps);
    }

    private static BitSet expected(Grammar grammar, byte[] text) {
        BitSet expected = new BitSet();
        Tokenizer tokenizer = model.tokenizer();
        for (int token = 0; token < tokenizer.vocabulary().size(); token++) {
            if (tokenizer.vocabulary().endsGeneration(token)) {
                expected.set(token, isWhole(text) && grammar.accepts(new String(text, StandardCharsets.UTF_8)));
            } else if (tokenizer.bytes(token).length > 0) {
                expected.set(token, canGoOn(grammar, joined(text, tokenizer.bytes(token))));
            }
        }
        return expected;
    }

    /** Whether some text of the grammar begins with these bytes: read whole, or with all that may make its last character whole. */
    private static boolean canGoOn(Grammar grammar, byte[] text) {
        if (isWhole(text)) {
            return !after(grammar, text).isNowhere();
        }
        int start = text.length - 1;
        while (start > 0 && (text[start] & 0xC0) == 0x80) {
            start--;
        }
        byte[] before = Arrays.copyOf(text, start);
        if (!isWhole(before)) {
            return false;
        }
        Position position = after(grammar, before);
        byte[] begun = Arrays.copyOfRange(text, start, text.length);
        return borders(grammar, begun)
                .filter(c -> c >= 0x80 && c <= 0x10FFFF)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .filter(c -> beginsWith(c, begun))
                .anyMatch(c -> !position.after(c).isNowhere());
    }

    /** Where rules may begin to differ, and the first and last character that begins with bytes. */
    private static IntStream borders(Grammar grammar, byte[] begun) {
        IntStream ranges = grammar.rules().stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .filter(Symbol.Characters.class::isInstance)
                .flatMap(symbol -> ((Symbol.Characters) symbol).ranges().stream())
                .flatMapToInt(range -> IntStream.of(range.first() - 1, range.first(), range.last(), range.last() + 1));
        int first = firstFrom(begun);
        byte[] next = begun.clone();
        next[next.length - 1]++;
        return IntStream.concat(ranges, IntStream.of(first, firstFrom(next) - 1, 0xD7FF, 0xE000));
    }

    /** The first character whose UTF-8 is not before some bytes, in the order of bytes, which is that of characters. */
    private static int firstFrom(byte[] begun) {
        int low = 0x80;
        int high = 0x110000;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(utf8(middle), begun) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean beginsWith(int character, byte[] begun) {
        byte[] whole = utf8(character);
        return begun.length < whole.length && Arrays.equals(whole, 0, begun.length, begun, 0, begun.length);
    }

    /** Reckoned, so that surrogates have some too. */
    private static byte[] utf8(int character) {
        int length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int bits = character >> (6 * (length - 1 - i));
            bytes[i] = (byte) (i == 0 ? (0xF00 >> length) | bits : 0x80 | (bits & 0x3F));
        }
        return bytes;
    }

    private static Position after(Grammar grammar, byte[] text) {
        Position position = grammar.start();
        for (int character :
                new String(text, StandardCharsets.UTF_8).codePoints().toArray()) {
            position = position.after(character);
        }
        return position;
    }

    private static boolean isWhole(byte[] text) {
        return Arrays.equals(new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), text);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    @Test
    void whateverTheModelSaysATextThatEndsFollowsItsGrammar() throws IOException {
        int ended = 0;
        long seed = 0;
        List<GoldenGrammar> all = GoldenGrammar.all();
        for (int n = 0; n < all.size(); n += 3) {
            GoldenGrammar golden = all.get(n);
            if (golden.refused()) {
                continue;
            }
            Grammar grammar = Grammar.parse(golden.gbnf());
            GenerationSettings settings = GenerationSettings.defaults()
                    .withSampling(SamplerSettings.defaults().with(Sampler.SEED, seed++))
                    .withPredict(24)
                    .withGrammar(model.grammar(grammar));
            try (Session session = model.newSession()) {
                Generation generation = model.generate(session, "a prompt that is no part of it", settings);
                StringBuilder text = new StringBuilder();
                while (generation.hasNext()) {
                    text.append(generation.next().text());
                }
                if (generation.stopReason().orElseThrow() == StopReason.EOS) {
                    ended++;
                    assertTrue(grammar.accepts(text.toString()), golden.gbnf() + ": '" + text + "'");
                } else {
                    assertEquals(StopReason.LIMIT, generation.stopReason().orElseThrow());
                }
            }
        }
        assertTrue(ended > 10, "ended " + ended);
    }

    @Test
    void theSameGrammarServesManyTextsAndTheirTokensAreWorkedOutOnce() {
        TokenGrammar tokens = model.grammar(Grammar.parse("root ::= [a-z]*"));
        TokenGrammar.Spot start = tokens.start();
        TokenGrammar.Spot later = tokens.after(start, tokens.allowed(start).nextSetBit(0));
        assertEquals(start, later, "more letters may follow in both");
        assertSame(tokens.allowed(start), tokens.allowed(later));
    }

    @Test
    void masksOfManyPositionsStayAFew() {
        TokenGrammar tokens = model.grammar(Grammar.parse("root ::= \"(\" root \")\" | \"\""));
        TokenGrammar.Spot spot = tokens.start();
        int open = token("(");
        for (int depth = 0; depth < 2_000; depth++) {
            assertTrue(tokens.allowed(spot).get(open));
            spot = tokens.after(spot, open);
        }
        assertFalse(tokens.allowed(spot).isEmpty());
    }

    private static int token(String text) {
        return IntStream.range(0, model.tokenizer().vocabulary().size())
                .filter(t -> new String(model.tokenizer().bytes(t), StandardCharsets.UTF_8).equals(text))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGrammarThatNoTokenServesIsAnErrorThatSaysSo() {
        GrammarStage stage = new GrammarStage(GrammarBinding.atOnce(model.grammar(Grammar.parse("root ::= \"a\""))));
        float[] logits = new float[model.tokenizer().vocabulary().size()];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[token("b")] = 1;
        Sampler sampler = new Sampler(SamplerSettings.greedy());
        sampler.askFirst(stage);
        CriaException refused = assertThrows(CriaException.class, () -> sampler.sample(Scores.All.of(logits)));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("every token that the grammar allows"),
                refused::toString);
    }

    @Test
    void aStageThatForgetsBeginsAnew() {
        List<String> said = new ArrayList<>();
        GrammarStage stage = new GrammarStage(GrammarBinding.atOnce(model.grammar(Grammar.parse("root ::= \"ab\""))));
        Sampler sampler = new Sampler(SamplerSettings.greedy());
        sampler.askFirst(stage);
        float[] logits = new float[model.tokenizer().vocabulary().size()];
        logits[token("a")] = 2;
        logits[token("b")] = 3;
        for (int i = 0; i < 4; i++) {
            int token = sampler.sample(Scores.All.of(logits));
            said.add(new String(model.tokenizer().bytes(token), StandardCharsets.UTF_8));
            sampler.accept(token);
            if (i == 1) {
                sampler.forget();
            }
        }
        assertEquals(List.of("a", "b", "a", "b"), said);
    }

    @Test
    void behindAMarkTheGrammarHoldsFromTheMarkOn() {
        TokenGrammar grammar = model.grammar(Grammar.parse("root ::= \"x\""));
        GrammarStage stage = new GrammarStage(GrammarBinding.onceMarked(grammar, List.of("<go>")));
        BitSet before = left(stage);
        assertEquals(model.tokenizer().vocabulary().size(), before.cardinality());
        for (int token : model.tokenizer().encode("a<g<go>")) {
            stage.accept(token);
        }
        BitSet behind = left(stage);
        assertTrue(behind.cardinality() > 0);
        behind.stream()
                .forEach(token -> assertEquals(
                        "x", model.tokenizer().decode(new int[] {token}).strip()));
        stage.forget();
        assertEquals(before, left(stage));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` {\"n\": \"go\"` | true",
                "`{\"n\": \"g` | false",
                "`{\"n\": \"gone\"` | false",
                "`{\"m\": \"go\"` | false",
                "`So: {\"n\": \"go\"` | false",
                "`She said \"go\"` | false"
            })
    void anAnswerThatBeginsAsTheGrammarWantsItIsBoundFromTheMarkOn(String said, boolean isBound) {
        TokenGrammar grammar = model.grammar(Grammar.parse("root ::= \"{\\\"n\\\": \\\"go\\\"\" \",x}\""));
        GrammarStage stage = new GrammarStage(GrammarBinding.onceBegun(grammar, List.of("\"go\"")));
        BitSet free = left(stage);
        for (int token : model.tokenizer().encode(said)) {
            stage.accept(token);
        }
        BitSet behind = left(stage);
        assertEquals(isBound, !behind.equals(free));
        behind.stream()
                .filter(token -> isBound)
                .forEach(token -> assertTrue(",x}"
                        .startsWith(model.tokenizer().decode(new int[] {token}).strip())));
    }

    @Test
    void aThoughtEndsBeforeTheAnswerMay() {
        TokenGrammar grammar = model.grammar(Grammar.parse("root ::= \"x\""));
        GrammarStage stage = new GrammarStage(GrammarBinding.atOnce(grammar).afterThought("</t>"));
        BitSet thinking = left(stage);
        thinking.stream()
                .forEach(token -> assertFalse(model.tokenizer().vocabulary().endsGeneration(token)));
        for (int token : model.tokenizer().encode("why</t>\n")) {
            stage.accept(token);
        }
        assertTrue(left(stage).cardinality() < thinking.cardinality());
    }

    @Test
    void anAnswerThatGoesOnIsBoundFromWhereItWas() {
        TokenGrammar grammar = model.grammar(Grammar.parse("root ::= \"ab\""));
        int[] said = {token("a"), token("b")};
        GrammarStage stage = new GrammarStage(GrammarBinding.atOnce(grammar)
                .resumed(IntStream.of(said).boxed().toList()));
        left(stage).stream()
                .forEach(token ->
                        assertTrue(model.tokenizer().vocabulary().endsGeneration(token), String.valueOf(token)));
    }

    /** The tokens that a stage leaves of all. */
    private static BitSet left(GrammarStage stage) {
        Sampler sampler = new Sampler(SamplerSettings.greedy());
        sampler.askFirst(stage);
        BitSet left = new BitSet();
        for (int token = 0; token < model.tokenizer().vocabulary().size(); token++) {
            float[] logits = new float[model.tokenizer().vocabulary().size()];
            logits[token] = 1;
            left.set(token, sampler.sample(Scores.All.of(logits)) == token);
        }
        return left;
    }
}
