package org.cria.model;

import static org.cria.model.ScriptedModel.END;
import static org.cria.model.ScriptedModel.bytePiece;
import static org.cria.model.ScriptedModel.letter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.Scores;
import org.cria.model.generation.Continuation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.StopReason;
import org.cria.model.gguf.Gguf;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.grammar.TokenGrammar;
import org.cria.model.grammar.TokenGrammars;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens are part of a text that comes token by token. */
final class ContinuationTest {
    private static final GenerationSettings GREEDY =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy());

    @TempDir
    Path folder;

    @Test
    void theTokenThatEndsTheTextIsNoneOfIt() throws IOException {
        Continuation text = continuation(GREEDY);
        assertEquals(List.of("a 1", "b 2", " 2"), feed(text, letter('a'), letter('b'), END));
        assertEquals(3, text.tokens());
        assertEquals(Optional.of(StopReason.EOS), text.stopReason());
        assertThrows(IllegalStateException.class, () -> feed(text, letter('c')));
    }

    @Test
    void thePartsOfACharacterComeTogether() throws IOException {
        assertEquals(
                List.of(" 1", " 2", "€ 3"),
                feed(continuation(GREEDY), bytePiece(0xE2), bytePiece(0x82), bytePiece(0xAC)));
    }

    @Test
    void theTokensOfAStopStringAreNoneOfIt() throws IOException {
        Continuation text = continuation(GREEDY.withStops(List.of("bcd")));
        assertEquals(List.of("a 1", " 1", " 1", " 1"), feed(text, letter('a'), letter('b'), letter('c'), letter('d')));
        assertEquals(Optional.of(StopReason.STOP), text.stopReason());
    }

    @Test
    void whatOnlyBeganAStopStringComesWhenThatIsCertain() throws IOException {
        Continuation text = continuation(GREEDY.withStops(List.of("bcd")));
        assertEquals(
                List.of("a 1", " 1", " 1", "bca 4"), feed(text, letter('a'), letter('b'), letter('c'), letter('a')));
        assertEquals(List.of(" 4"), feed(text, letter('b')));
        assertEquals("b", text.cancel());
        assertEquals(5, text.tokensSaid(), "what is said at the end counts");
        assertEquals("", text.cancel());
    }

    @Test
    void aTokenThatPrintsNothingStaysPartOfTheTextWhenAStopStringFollows() throws IOException {
        Continuation text = continuation(GREEDY.withStops(List.of("bc")));
        assertEquals(
                List.of("a 1", " 2", " 2", " 2"),
                feed(text, letter('a'), ScriptedModel.BEGIN, letter('b'), letter('c')));
    }

    @Test
    void aStopStringThatIsAControlTokenIsNoneOfIt() throws IOException {
        Continuation text = continuation(GREEDY.withStops(List.of("<s>")));
        assertEquals(List.of("a 1", " 1"), feed(text, letter('a'), ScriptedModel.BEGIN));
        assertEquals(Optional.of(StopReason.STOP), text.stopReason());
    }

    @Test
    void whatIsOfUseOnlyAsAWholeIsNotEndedByAStopString() throws IOException {
        GrammarBinding behindMark = GrammarBinding.onceMarked(rules("root ::= \"bcd\""), List.of("xb"));
        int[] said = {letter('a'), letter('x'), letter('b'), letter('b'), letter('c'), letter('d'), END};
        GenerationSettings stopped = GREEDY.withStops(List.of("bb", "c"));
        Continuation cut = continuation(stopped.withGrammar(behindMark));
        assertEquals(List.of("a 1", "x 2", " 2", " 2"), feed(cut, Arrays.copyOf(said, 4)));
        assertEquals(Optional.of(StopReason.STOP), cut.stopReason());
        Continuation whole = continuation(stopped.withGrammar(behindMark.asWhole()));
        assertEquals(List.of("a 1", "x 2", "b 3", "b 4", "c 5", "d 6", " 6"), feed(whole, said));
        assertEquals(Optional.of(StopReason.EOS), whole.stopReason());
        Continuation before = continuation(stopped.withGrammar(behindMark.asWhole()));
        assertEquals(
                List.of("a 1", " 1"), feed(before, letter('a'), letter('c')), "before the mark it ends as any text");
    }

    private Continuation continuation(GenerationSettings settings) throws IOException {
        return new Continuation(tokenizer(), new int[] {1}, settings);
    }

    private TokenGrammar rules(String gbnf) throws IOException {
        return new TokenGrammars(tokenizer()).of(Grammar.parse(gbnf));
    }

    private Tokenizer tokenizer() throws IOException {
        try (Gguf gguf = Gguf.open(new ScriptedModel().write(folder.resolve("scripted.gguf")))) {
            return Tokenizers.from(gguf.metadata());
        }
    }

    /** The text of each token and how many are said with it. */
    private static List<String> feed(Continuation text, int... tokens) {
        List<String> pieces = new ArrayList<>();
        for (int token : tokens) {
            float[] logits = new float[ScriptedModel.VOCABULARY];
            logits[token] = 1;
            pieces.add(text.choose(Scores.All.of(logits), true).text() + " " + text.tokensSaid());
        }
        return pieces;
    }
}
