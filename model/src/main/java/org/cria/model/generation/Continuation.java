package org.cria.model.generation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cria.kernels.Scores;
import org.cria.model.grammar.GrammarStage;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.SequenceBreakers;
import org.cria.model.sample.StopStrings;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.TextStream;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The text behind a prompt as its tokens are chosen, and what ends it. It knows nothing of how the scores come about. For one thread.
 */
public final class Continuation {
    private final Tokenizer tokenizer;
    private final GenerationSettings settings;
    private final Sampler sampler;
    private final TextStream text;
    private final StopStrings stops;
    private final Optional<GrammarStage> grammar;
    /** Control tokens that stop strings spell: they print nothing, so no text shows them. */
    private final Set<Integer> stopTokens;

    /** [tokens and one more] for each where its text begins, then where the last one's ends. */
    private int[] starts = new int[16];

    private int tokens;
    /** Characters that are said; those after them are held back. */
    private int said;

    private @Nullable StopReason stopReason;

    /** @param prompt [tokens] what it continues */
    public Continuation(Tokenizer tokenizer, int[] prompt, GenerationSettings settings) {
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.sampler = new Sampler(settings.sampling(), settings.biases(), breakers(settings.sampling(), tokenizer));
        this.text = tokenizer.continuation();
        this.stops = new StopStrings(settings.stops());
        this.stopTokens = settings.stops().stream()
                .flatMap(stop ->
                        tokenizer.vocabulary().controlToken(stop).stream().boxed())
                .collect(Collectors.toSet());
        for (int token : prompt) {
            sampler.accept(token);
        }
        this.grammar = settings.grammar().map(GrammarStage::new);
        grammar.ifPresent(sampler::askFirst);
        if (settings.predict() == 0) {
            stopReason = StopReason.LIMIT;
        }
    }

    private static SequenceBreakers breakers(SamplerSettings sampling, Tokenizer tokenizer) {
        if (!sampling.needsBreakers()) {
            return SequenceBreakers.NONE;
        }
        List<byte[]> texts = sampling.breakers().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        return SequenceBreakers.of(texts, new SequenceBreakers.Pieces() {
            @Override
            public int size() {
                return tokenizer.vocabulary().size();
            }

            @Override
            public byte[] bytes(int token) {
                return tokenizer.bytes(token);
            }

            @Override
            public int[] encode(byte[] text) {
                return tokenizer.encode(List.of(Passage.typed(new String(text, StandardCharsets.UTF_8))), true);
            }
        });
    }

    /** The seed in use, also where the settings ask for a new one. */
    public long seed() {
        return sampler.seed();
    }

    /** How many of the best scores are enough for the next choice; 0 when all are needed. */
    public int needed() {
        // The sum that comes with the best few is a float, less exact than the one for which all are needed.
        return settings.logprobs() != GenerationSettings.NONE ? 0 : sampler.needed();
    }

    /** Why it ended; empty while it goes on. */
    public Optional<StopReason> stopReason() {
        return Optional.ofNullable(stopReason);
    }

    /** Whether what comes now, the last token with it, is of use only as a whole: stop strings are not looked for in it. */
    public boolean isWhole() {
        return grammar.isPresent() && grammar.get().isWhole();
    }

    /** How many tokens were chosen, with one that ended the text. */
    public int tokens() {
        return tokens;
    }

    /** How many tokens may still be chosen. */
    public int left() {
        return settings.predict() == GenerationSettings.UNLIMITED ? Integer.MAX_VALUE : settings.predict() - tokens;
    }

    /**
     * Chooses the next token.
     *
     * @param room whether there is room for one more after it
     * @throws org.cria.kernels.CriaException if the scores are no distribution
     */
    public Piece choose(Scores scores, boolean room) {
        if (stopReason != null) {
            throw new IllegalStateException("the text ended: " + stopReason);
        }
        int token = sampler.sample(scores);
        sampler.accept(token);
        String plain = text.feed(token);
        String fresh = isWhole() ? stops.finish() + plain : stops.feed(plain);
        if (stops.hit() || stopTokens.contains(token)) {
            stopReason = StopReason.STOP;
        } else if (tokenizer.vocabulary().endsGeneration(token)) {
            stopReason = StopReason.EOS;
        } else if (tokens + 1 == settings.predict()) {
            stopReason = StopReason.LIMIT;
        } else if (!room) {
            stopReason = StopReason.CONTEXT;
        }
        if (stopReason != null && !stops.hit()) {
            String rest = text.finish();
            plain += rest;
            fresh += isWhole() ? rest : stops.feed(rest) + stops.finish();
        }
        count(plain.length(), fresh.length());
        if (settings.logprobs() == GenerationSettings.NONE) {
            return new Piece(token, fresh, Double.NaN, List.of());
        }
        LogProbabilities distribution = LogProbabilities.of(scores);
        return new Piece(token, fresh, distribution.of(token), distribution.top(settings.logprobs()));
    }

    private void count(int characters, int freshCharacters) {
        starts = tokens + 1 < starts.length ? starts : Arrays.copyOf(starts, starts.length * 2);
        starts[tokens + 1] = starts[tokens] + characters;
        tokens++;
        said += freshCharacters;
    }

    /**
     * How many tokens are part of the text so far: of those whose text is held back none, and at the end neither the one that the model ended
     * it with nor those of a stop string. Never less than before.
     */
    public int tokensSaid() {
        if (stopReason == StopReason.EOS) {
            return tokens - 1;
        }
        if (stopReason != null && stopReason != StopReason.STOP) {
            return tokens;
        }
        int count = tokens;
        boolean stopped = stopReason != null; // by the last token, or one or more that spell a stop string
        while (count > 0 && starts[count - 1] >= said && (starts[count] > said || (stopped && count == tokens))) {
            count--;
        }
        return count;
    }

    /**
     * Ends the text here.
     *
     * @return what was held back: what might have become a stop string or a whole character
     */
    public String cancel() {
        if (stopReason != null) {
            return "";
        }
        stopReason = StopReason.CANCELLED;
        return isWhole() ? text.finish() : stops.feed(text.finish()) + stops.finish();
    }
}
