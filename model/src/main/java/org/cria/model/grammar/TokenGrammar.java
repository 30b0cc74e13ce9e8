package org.cria.model.grammar;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A grammar and the tokens of a model: which of them may be next, remembered for the positions that texts come to again and again.
 * Thread-safe; one serves all texts of a grammar.
 */
@SuppressWarnings("ReferenceEquality") // of each position and of what is between characters there is one
public final class TokenGrammar {
    /** Kinds whose next positions are in an array. */
    private static final int MOST_KINDS = 256;

    /** Kinds that have a bit of their own. */
    private static final int BITS = 63;

    private static final long UNCLEAR = 1L << BITS;

    /** Positions whose tokens are remembered. With 128,000 tokens they are 4 MB. */
    private static final int MOST_MASKS = 256;
    /** Steps from position to position that are remembered, of all kinds of characters. */
    private static final int MOST_STEPS = 1 << 21;

    private final Grammar grammar;
    private @Nullable TokenGrammar spaced;
    private final Alphabet alphabet;
    private final Vocabulary vocabulary;
    /** [nodes] a bit for each kind of character from a node on; {@link #UNCLEAR} where that cannot be told. */
    private final long[] kinds;

    private final Map<Position, Known> known = new HashMap<>();
    private final Known nowhere;
    private final Map<Spot, BitSet> masks = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Spot, BitSet> eldest) {
            return size() > MOST_MASKS;
        }
    };

    /** The tokens of a model, sorted; one serves all grammars. */
    public static final class Vocabulary {
        private final PieceTrie pieces;
        private final BitSet ends = new BitSet();
        private final Tokenizer tokenizer;

        /** Sorts the tokens of a tokenizer, which takes some hundredths of a second. */
        public Vocabulary(Tokenizer tokenizer) {
            this.tokenizer = tokenizer;
            int size = tokenizer.vocabulary().size();
            for (int token = 0; token < size; token++) {
                ends.set(token, tokenizer.vocabulary().endsGeneration(token));
            }
            this.pieces = new PieceTrie(size, token -> ends.get(token) ? new byte[0] : tokenizer.bytes(token));
        }
    }

    /** A position and where each kind of character leads from it, as far as that was asked. */
    private static final class Known {
        private final Position position;
        /** Of few kinds; else what is asked for is in a map. */
        private final @Nullable Known[] next;

        private final Map<Integer, Known> others = new HashMap<>();
        private long loops;
        private boolean loopsKnown;

        Known(Position position, int kinds) {
            this.position = position;
            this.next = new Known[Math.min(kinds, MOST_KINDS)];
        }
    }

    /** Where a text is: between characters or within one. */
    record Spot(Position position, Utf8 character) {}

    public TokenGrammar(Grammar grammar, Vocabulary vocabulary) {
        this.grammar = grammar;
        this.alphabet = new Alphabet(grammar);
        this.vocabulary = vocabulary;
        this.kinds = kinds(vocabulary.pieces, alphabet);
        this.nowhere = known(Position.nowhere(grammar));
    }

    private static long[] kinds(PieceTrie pieces, Alphabet alphabet) {
        long[] kinds = new long[pieces.size()];
        Utf8[] characters = new Utf8[pieces.deepest() + 1];
        characters[0] = Utf8.BETWEEN;
        for (int node = 0; node < kinds.length; node++) {
            Utf8 before = characters[pieces.depth(node) - 1];
            Utf8 now = before == Utf8.INVALID ? before : before.with(pieces.unsignedByte(node));
            boolean clear = now.missing() == 0 && alphabet.kind(now.bits()) < BITS;
            boolean within = now.missing() > 0 && pieces.first(node) == pieces.last(node);
            kinds[node] = clear ? 1L << alphabet.kind(now.bits()) : within ? 0 : UNCLEAR;
            characters[pieces.depth(node)] = now.missing() == 0 ? Utf8.BETWEEN : now;
        }
        int[] parents = new int[pieces.deepest() + 1];
        long[] below = kinds.clone();
        for (int node = 0; node < kinds.length; node++) {
            parents[pieces.depth(node)] = node;
            for (int depth = pieces.depth(node) - 1;
                    depth > 0 && (below[parents[depth]] | kinds[node]) != below[parents[depth]];
                    depth--) {
                below[parents[depth]] |= kinds[node];
            }
        }
        return below;
    }

    /** The same behind some white space, or none. */
    synchronized TokenGrammar afterSpace() {
        TokenGrammar made = spaced == null ? new TokenGrammar(grammar.afterSpace(), vocabulary) : spaced;
        spaced = made;
        return made;
    }

    /** What a token prints. */
    byte[] bytes(int token) {
        return vocabulary.tokenizer.bytes(token);
    }

    /** How a token is spelled. */
    String piece(int token) {
        return vocabulary.tokenizer.vocabulary().piece(token);
    }

    Spot start() {
        return new Spot(grammar.start(), Utf8.BETWEEN);
    }

    boolean endsText(int token) {
        return vocabulary.ends.get(token);
    }

    /** Where a token leads from a spot; empty positions where it may not come. */
    Spot after(Spot spot, int token) {
        return after(spot, vocabulary.tokenizer.bytes(token));
    }

    /** Where some bytes lead. */
    synchronized Spot after(Spot spot, byte[] bytes) {
        Known at = known(spot.position);
        Utf8 character = spot.character;
        for (byte b : bytes) {
            character = character.with(Byte.toUnsignedInt(b));
            if (character.missing() == 0) {
                at = step(at, character.bits());
            }
            if (at == nowhere || character == Utf8.INVALID) {
                return new Spot(nowhere.position, Utf8.BETWEEN);
            }
        }
        return new Spot(at.position, character.missing() == 0 ? Utf8.BETWEEN : character);
    }

    /** [tokens] those that may come next; not to be changed. */
    synchronized BitSet allowed(Spot spot) {
        BitSet allowed = masks.get(spot);
        if (allowed == null) {
            allowed = compute(spot);
            masks.put(spot, allowed);
        }
        return allowed;
    }

    private BitSet compute(Spot spot) {
        PieceTrie pieces = vocabulary.pieces;
        BitSet allowed = new BitSet(pieces.vocabulary());
        if (spot.position.canEnd() && spot.character.missing() == 0) {
            allowed.or(vocabulary.ends);
        }
        Known[] positions = new Known[pieces.deepest() + 1];
        Utf8[] characters = new Utf8[pieces.deepest() + 1];
        positions[0] = known(spot.position);
        characters[0] = spot.character;
        for (int node = 0; node < pieces.size(); ) {
            int depth = pieces.depth(node);
            Known at = positions[depth - 1];
            Utf8 character = characters[depth - 1];
            int next = pieces.unsignedByte(node);
            if (character == Utf8.BETWEEN && (kinds[node] & ~loops(at)) == 0) {
                // Whatever comes, the text stays where it is, as within quotes.
                int end = pieces.end(node);
                for (int place = pieces.first(node); place < pieces.first(end); place++) {
                    allowed.set(pieces.token(place));
                }
                node = end;
                continue;
            }
            if (character == Utf8.BETWEEN && next < 0x80) {
                at = step(at, next);
            } else {
                character = character.with(next);
                if (character.missing() == 0) {
                    at = step(at, character.bits());
                    character = Utf8.BETWEEN;
                }
            }
            if (at == nowhere || character == Utf8.INVALID) {
                node = pieces.end(node);
                continue;
            }
            positions[depth] = at;
            characters[depth] = character;
            if (pieces.first(node) < pieces.last(node) && mayStopHere(at, character)) {
                for (int place = pieces.first(node); place < pieces.last(node); place++) {
                    allowed.set(pieces.token(place));
                }
            }
            node++;
        }
        return allowed;
    }

    /** A bit for each kind of character that leads from a position to itself. */
    private long loops(Known at) {
        if (!at.loopsKnown) {
            for (int kind = 0; kind < Math.min(alphabet.size(), BITS); kind++) {
                at.loops |= step(at, alphabet.character(kind)) == at ? 1L << kind : 0;
            }
            at.loopsKnown = true;
        }
        return at.loops;
    }

    private boolean mayStopHere(Known at, Utf8 character) {
        return character.missing() == 0 || at.position.allowsSome(character.lowest(), character.highest(), alphabet);
    }

    private Known step(Known from, int character) {
        int kind = alphabet.kind(character);
        boolean among = kind < MOST_KINDS;
        Known next = among ? from.next[kind] : from.others.get(kind);
        if (next == null) {
            Position position = from.position.after(character);
            next = position.isNowhere() ? nowhere : known(position);
            if (among) {
                from.next[kind] = next;
            } else {
                from.others.put(kind, next);
            }
        }
        return next;
    }

    private Known known(Position position) {
        if ((known.size() + 1L) * Math.min(alphabet.size(), MOST_KINDS) > MOST_STEPS) {
            known.clear();
        }
        return known.computeIfAbsent(position, p -> new Known(p, alphabet.size()));
    }
}
