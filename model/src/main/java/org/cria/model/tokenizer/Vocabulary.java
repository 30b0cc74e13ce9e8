package org.cria.model.tokenizer;

import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Metadata;

/** The pieces that a model's tokens stand for, and the parts that some of them play. Immutable. */
public final class Vocabulary {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String TYPES = "tokenizer.ggml.token_type";

    /** Whose marks take the space behind them. Nothing else in a file tells their vocabulary from another. */
    private static final List<String> NAMES = List.of("phi-3", "phi3");

    private static final Set<String> LEAVE_SPACE = Set.of("<unk>", "<s>", "<|endoftext|>");

    private final String[] pieces;
    private final float[] scores;
    private final PieceType[] types;
    private final Roles roles;
    private final BitSet endOfGeneration;
    private final Map<String, Integer> ids;
    private final boolean marksTakeSpace;

    /**
     * A vocabulary from its parts. Pieces that are spelled like a known end of generation or a mark of an infill task become
     * control pieces, whatever their type says: files get that wrong.
     *
     * @param pieces [pieces] spellings; an empty one gets a name of its own, two equal ones are an error
     * @param scores [pieces] the higher, the earlier SentencePiece merges it
     * @param types  [pieces]
     * @throws CriaException if the lengths differ or a spelling occurs twice
     */
    public Vocabulary(List<String> pieces, float[] scores, List<PieceType> types, Roles roles) {
        this(pieces, scores, types, roles, false);
    }

    private Vocabulary(
            List<String> pieces, float[] scores, List<PieceType> types, Roles roles, boolean marksTakeSpace) {
        this.marksTakeSpace = marksTakeSpace;
        checkLength(SCORES, scores.length, pieces.size());
        checkLength(TYPES, types.size(), pieces.size());
        this.pieces = pieces.toArray(String[]::new);
        this.scores = scores.clone();
        this.types = types.toArray(PieceType[]::new);
        this.roles = roles;
        this.ids = HashMap.newHashMap(this.pieces.length);
        for (int id = 0; id < this.pieces.length; id++) {
            if (this.pieces[id].isEmpty()) {
                this.pieces[id] = "[EMPTY_" + id + "]";
            }
            Integer earlier = ids.put(this.pieces[id], id);
            if (earlier != null) {
                throw new CriaException(TOKENS + ": piece '" + this.pieces[id] + "' occurs twice, as " + earlier
                        + " and as " + id + ". The file is damaged; download it again.");
            }
        }
        Map<String, PieceType> exceptions = EndOfGeneration.exceptions(ids.keySet());
        for (int id = 0; id < this.pieces.length; id++) {
            this.types[id] = KnownSpelling.type(this.pieces[id], this.types[id], exceptions);
        }
        this.endOfGeneration = EndOfGeneration.of(this.pieces, roles, exceptions.keySet());
    }

    /**
     * The vocabulary of a model file.
     *
     * @throws CriaException if the pieces are missing, lengths disagree or an id is out of range, or if the file's kind of
     *     tokenizer is not supported
     */
    public static Vocabulary from(Metadata metadata) {
        List<String> pieces = metadata.spellings(TOKENS)
                .filter(found -> !found.isEmpty())
                .orElseThrow(() -> new CriaException(TOKENS
                        + " is missing: the file has no vocabulary. Convert the model again with its tokenizer."));
        Roles roles = Roles.from(metadata, pieces.size());
        float[] scores = metadata.floats(SCORES).orElseGet(() -> new float[pieces.size()]);
        List<PieceType> types = metadata.integers(TYPES)
                .map(numbers -> IntStream.of(numbers).mapToObj(PieceType::of).toList())
                .orElseGet(() -> Collections.nCopies(pieces.size(), PieceType.NORMAL));
        String name = metadata.string("general.name", "").toLowerCase(Locale.ROOT);
        return new Vocabulary(pieces, scores, types, roles, NAMES.stream().anyMatch(name::contains));
    }

    private static void checkLength(String key, int found, int expected) {
        if (found != expected) {
            throw new CriaException(key + " has " + found + " values, expected " + expected
                    + " (one for each piece). The file is damaged; download it again.");
        }
    }

    /** Whether a piece that is spelled like this ends the generation in every model. */
    public static boolean isKnownEnd(String piece) {
        return EndOfGeneration.spelledAs(piece);
    }

    /** How many pieces there are; token ids go from 0 to one less. */
    public int size() {
        return pieces.length;
    }

    /** The spelling of a token as the file has it: spaces and bytes are still encoded. */
    public String piece(int token) {
        return pieces[token];
    }

    /** How early SentencePiece merges this piece: the higher, the earlier. */
    public float score(int token) {
        return scores[token];
    }

    /** What the token is for. */
    public PieceType type(int token) {
        return types[token];
    }

    /** The token with exactly this spelling, of whatever type. */
    public OptionalInt id(String piece) {
        Integer id = ids.get(piece);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The control token with exactly this spelling. */
    public OptionalInt controlToken(String piece) {
        OptionalInt id = id(piece);
        return id.isPresent() && types[id.getAsInt()] == PieceType.CONTROL ? id : OptionalInt.empty();
    }

    /** The token that begins a text. */
    public OptionalInt bos() {
        return optional(roles.bos());
    }

    /** The token that ends a text. */
    public OptionalInt eos() {
        return optional(roles.eos());
    }

    /** The token that ends a turn of a chat, where the file names one. */
    OptionalInt eot() {
        return optional(roles.eot());
    }

    /** The token for text that cannot be spelled. */
    public OptionalInt unknown() {
        return optional(roles.unknown());
    }

    /** Whether a prompt starts with {@link #bos()}. */
    public boolean addBos() {
        return roles.addBos();
    }

    /** Whether the file asks for {@link #eos()} after a text. */
    public boolean addEos() {
        return roles.addEos();
    }

    /** Whether a space is put before a text. */
    public boolean addSpacePrefix() {
        return roles.addSpacePrefix();
    }

    /** Whether the model is done when it gives this token. */
    public boolean endsGeneration(int token) {
        return endOfGeneration.get(token);
    }

    /** All tokens for which {@link #endsGeneration} holds, ascending. */
    int[] endOfGeneration() {
        return endOfGeneration.stream().toArray();
    }

    /** Whether the token is structure or stands for nothing printable: it is made only where control tokens are asked for. */
    boolean isReserved(int token) {
        return types[token] == PieceType.CONTROL || types[token] == PieceType.UNKNOWN;
    }

    /**
     * Whether white space behind the token, where it is made as a whole, belongs to it: Phi 3's marks were trained so, and
     * llama.cpp knows it by the model's name, too.
     */
    boolean takesSpaceBehind(int token) {
        return marksTakeSpace && !LEAVE_SPACE.contains(pieces[token]);
    }

    private static OptionalInt optional(int id) {
        return id == Roles.NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }
}
