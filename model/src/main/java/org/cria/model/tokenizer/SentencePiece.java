package org.cria.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.cria.kernels.CriaException;

/**
 * SentencePiece's BPE as Llama 2 uses it: spaces become U+2581, then the neighbours that form the piece of the highest score
 * merge, the leftmost first; what has no piece is spelled in bytes.
 *
 * @see <a href="https://arxiv.org/abs/1808.06226">SentencePiece: A simple and language independent subword tokenizer</a>
 */
public final class SentencePiece implements Tokenizer {
    private static final char ESCAPED_SPACE = '\u2581';

    private final Vocabulary vocabulary;
    private final Fragments fragments;
    private final PieceTable pieces;
    /** [pieces] what a pair that forms the piece is ranked by: lower merges earlier. */
    private final int[] ranks;
    /** [256] tokens of the bytes, or the unknown token throughout. */
    private final int[] byteTokens;

    private final boolean spellsBytes;

    /**
     * @throws CriaException if the vocabulary has only some of the 256 byte pieces, or neither these nor an unknown token
     */
    public SentencePiece(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.fragments = new Fragments(vocabulary);
        this.pieces = new PieceTable(vocabulary);
        this.ranks = new int[vocabulary.size()];
        for (int id = 0; id < ranks.length; id++) {
            ranks[id] = rank(vocabulary.score(id));
        }
        this.byteTokens = new int[256];
        int present = 0;
        for (int b = 0; b < 256; b++) {
            byteTokens[b] =
                    vocabulary.id(byteName(b)).orElse(vocabulary.unknown().orElse(Roles.NONE));
            present += vocabulary.id(byteName(b)).isPresent() ? 1 : 0;
        }
        if (present != 256 && (present != 0 || vocabulary.unknown().isEmpty())) {
            throw new CriaException("tokenizer.ggml.tokens: found " + present
                    + " of the byte pieces <0x00> to <0xFF>, expected all 256, or none and an unknown token."
                    + " The file is damaged; download it again.");
        }
        this.spellsBytes = present == 256;
        checkByteNames();
    }

    private void checkByteNames() {
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.type(id) == PieceType.BYTE && !vocabulary.piece(id).matches("<0x[0-9A-Fa-f]{2}>")) {
                throw new CriaException("tokenizer.ggml.tokens: byte piece " + id + " is '" + vocabulary.piece(id)
                        + "', expected <0x00> to <0xFF>. The file is damaged; download it again.");
            }
        }
    }

    private static String byteName(int b) {
        return String.format(Locale.ROOT, "<0x%02X>", b);
    }

    /** Orders like {@code -score}: a float's bits order like the float, if those of negative ones are turned round. */
    private static int rank(float score) {
        int bits = Float.floatToIntBits(score == 0 ? 0f : score);
        int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return ~ascending;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public int[] encode(List<Passage> passages, boolean continuesText) {
        TokenList tokens = new TokenList();
        boolean prefix = vocabulary.addSpacePrefix() && !continuesText;
        for (Fragment fragment : fragments.of(passages)) {
            switch (fragment) {
                case Fragment.Special special -> {
                    tokens.add(special.token());
                    prefix = vocabulary.addSpacePrefix();
                }
                case Fragment.Plain plain -> {
                    new PieceMerging((prefix ? " " : "").concat(plain.text())).run(tokens);
                    prefix = false;
                }
            }
        }
        return tokens.toArray();
    }

    @Override
    public byte[] bytes(int token) {
        String piece = vocabulary.piece(token);
        return switch (vocabulary.type(token)) {
            case NORMAL -> RawSpelling.bytes(piece.replace(ESCAPED_SPACE, ' '));
            case USER_DEFINED -> RawSpelling.bytes(piece);
            case BYTE -> new byte[] {(byte) Integer.parseInt(piece, 3, 5, 16)};
            case CONTROL, UNKNOWN, UNUSED, UNDEFINED -> new byte[0];
        };
    }

    /** One text on its way from characters to pieces: symbols are ranges of it, linked by where they start. */
    private final class PieceMerging {
        private static final int NO_PAIR = PieceTable.ABSENT;

        private final char[] text;
        /** [characters] where the symbol that starts here ends, which is where the next one starts. */
        private final int[] end;
        /** [characters + 1] where the symbol before this one starts, or -1; kept up to date for starts of symbols only. */
        private final int[] previous;

        private final PairQueue queue = new PairQueue();

        PieceMerging(String plain) {
            text = plain.replace(' ', ESCAPED_SPACE).toCharArray();
            end = new int[text.length];
            previous = new int[text.length + 1];
            int before = -1;
            for (int start = 0; start < text.length; start = end[start]) {
                end[start] = start + Character.charCount(Character.codePointAt(text, start));
                previous[start] = before;
                before = start;
            }
            previous[text.length] = before;
        }

        void run(TokenList tokens) {
            for (int start = 0; start < text.length; start = end[start]) {
                add(start);
            }
            while (!queue.isEmpty()) {
                long entry = queue.poll();
                int left = PairQueue.left(entry);
                int token = pair(left);
                // A start that was merged away has end 0 and makes no pair.
                if (token == NO_PAIR || ranks[token] != PairQueue.rank(entry)) {
                    continue;
                }
                int right = end[left];
                end[left] = end[right];
                end[right] = 0;
                previous[end[left]] = left;
                add(left);
                if (previous[left] >= 0) {
                    add(previous[left]);
                }
            }
            for (int start = 0; start < text.length; start = end[start]) {
                spell(start, tokens);
            }
        }

        private void add(int left) {
            int token = pair(left);
            if (token != NO_PAIR) {
                queue.add(ranks[token], left);
            }
        }

        /** The token that the symbol at {@code left} forms with the next one. */
        private int pair(int left) {
            int right = end[left];
            return right == 0 || right == text.length ? NO_PAIR : pieces.find(text, left, end[right]);
        }

        private void spell(int start, TokenList tokens) {
            int token = pieces.find(text, start, end[start]);
            if (token != PieceTable.ABSENT) {
                tokens.add(token);
            } else if (spellsBytes) {
                for (byte b : new String(text, start, end[start] - start).getBytes(StandardCharsets.UTF_8)) {
                    tokens.add(byteTokens[b & 0xFF]);
                }
            } else {
                tokens.add(byteTokens[0]);
            }
        }
    }
}
