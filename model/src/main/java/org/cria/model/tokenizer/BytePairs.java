package org.cria.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import org.cria.kernels.CriaException;

/**
 * Byte-level BPE as GPT-2 has it and Llama 3 uses it: the text is cut into words, each word's UTF-8 bytes are the first
 * symbols, and the neighbours whose merge comes first in the file's list merge, the leftmost first.
 *
 * @see <a href="https://arxiv.org/abs/1508.07909">Neural Machine Translation of Rare Words with Subword Units</a>
 */
public final class BytePairs implements Tokenizer {
    private final Vocabulary vocabulary;
    private final Fragments fragments;
    private final PieceTable pieces;
    private final PreTokenizer preTokenizer;
    private final Merges merges;
    private final ByteAlphabet alphabet = new ByteAlphabet();
    /** [256] the symbol of each byte; {@link Merges#ABSENT} if it is no piece and merges with nothing. */
    private final int[] byteSymbols = new int[256];

    /**
     * @param merges [merges] two pieces with a space between, the first merge first
     * @throws CriaException if a merge cannot be read, or plain ASCII cannot be spelled
     */
    BytePairs(Vocabulary vocabulary, List<String> merges, PreTokenizer preTokenizer) {
        this.vocabulary = vocabulary;
        this.fragments = new Fragments(vocabulary);
        this.pieces = new PieceTable(vocabulary);
        this.preTokenizer = preTokenizer;
        this.merges = new Merges(merges, pieces, vocabulary.size());
        for (int b = 0; b < 256; b++) {
            String spelling = String.valueOf(alphabet.character(b));
            int token = pieces.find(spelling);
            byteSymbols[b] = token != PieceTable.ABSENT ? token : this.merges.symbolBehindTokens(spelling);
            // Vocabularies may lack bytes that are rare or never part of UTF-8, but not these.
            if (token == PieceTable.ABSENT && ((b >= ' ' && b <= '~') || b == '\n')) {
                throw new CriaException(
                        "tokenizer.ggml.tokens: there is no piece '" + spelling + "' for byte " + b
                                + ", expected one for each printable character of ASCII. The file is damaged; download it again.");
            }
        }
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public int[] encode(List<Passage> passages, boolean continuesText) {
        TokenList tokens = new TokenList();
        for (Fragment fragment : fragments.of(passages)) {
            switch (fragment) {
                case Fragment.Special special -> tokens.add(special.token());
                case Fragment.Plain plain -> encode(plain.text(), tokens);
            }
        }
        return tokens.toArray();
    }

    private void encode(String text, TokenList tokens) {
        int[] characters = text.codePoints().toArray();
        int start = 0;
        PairMerging merging = new PairMerging(tokens);
        for (int end : preTokenizer.wordEnds(characters)) {
            byte[] word = new String(characters, start, end - start).getBytes(StandardCharsets.UTF_8);
            int whole = preTokenizer.takesWholeWords() ? whole(word) : PieceTable.ABSENT;
            if (whole == PieceTable.ABSENT) {
                merging.run(word);
            } else {
                tokens.add(whole);
            }
            start = end;
        }
    }

    private int whole(byte[] word) {
        char[] spelling = new char[word.length];
        for (int i = 0; i < word.length; i++) {
            spelling[i] = alphabet.character(word[i] & 0xFF);
        }
        return pieces.find(spelling, 0, spelling.length);
    }

    @Override
    public byte[] bytes(int token) {
        String piece = vocabulary.piece(token);
        return switch (vocabulary.type(token)) {
            case NORMAL -> unescape(piece);
            case USER_DEFINED -> RawSpelling.bytes(piece);
            case CONTROL, UNKNOWN, UNUSED, UNDEFINED, BYTE -> new byte[0];
        };
    }

    /** The bytes that a spelling stands for; characters outside the alphabet stand for themselves. */
    private byte[] unescape(String piece) {
        IntFunction<byte[]> bytes = character -> {
            int b = alphabet.byteOf(character);
            return b >= 0 ? new byte[] {(byte) b} : RawSpelling.bytes(Character.toString(character));
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length());
        piece.codePoints().mapToObj(bytes).forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** Merges words one after the other; the arrays grow with the longest. */
    private final class PairMerging {
        private static final int MERGED_AWAY = -2;

        private final TokenList tokens;
        private final PairQueue queue = new PairQueue();
        /** [bytes of the word] the symbol that starts here, or {@link #MERGED_AWAY}. */
        private int[] symbols = new int[64];
        /** [bytes of the word] where the next symbol starts, kept up to date for starts of symbols. */
        private int[] next = new int[64];
        /** [bytes of the word + 1] where the symbol before starts, or -1, likewise. */
        private int[] previous = new int[65];

        private int length;

        PairMerging(TokenList tokens) {
            this.tokens = tokens;
        }

        void run(byte[] word) {
            start(word);
            while (!queue.isEmpty()) {
                long entry = queue.poll();
                int left = PairQueue.left(entry);
                int merge = merge(left);
                if (merge == Merges.ABSENT || merges.rank(merge) != PairQueue.rank(entry)) {
                    continue;
                }
                int right = next[left];
                symbols[left] = merges.result(merge);
                symbols[right] = MERGED_AWAY;
                next[left] = next[right];
                previous[next[left]] = left;
                add(left);
                if (previous[left] >= 0) {
                    add(previous[left]);
                }
            }
            for (int start = 0; start < length; start = next[start]) {
                emit(symbols[start], word[start]);
            }
        }

        private void start(byte[] word) {
            length = word.length;
            if (length > symbols.length) {
                symbols = new int[2 * length];
                next = new int[2 * length];
                previous = new int[2 * length + 1];
            }
            for (int i = 0; i < length; i++) {
                symbols[i] = byteSymbols[word[i] & 0xFF];
                next[i] = i + 1;
                previous[i] = i - 1;
            }
            for (int i = 0; i + 1 < length; i++) {
                add(i);
            }
        }

        private void add(int left) {
            int merge = merge(left);
            if (merge != Merges.ABSENT) {
                queue.add(merges.rank(merge), left);
            }
        }

        /** The merge of the symbol at {@code left} with the next one. */
        private int merge(int left) {
            int right = next[left];
            if (right == length || symbols[left] < 0 || symbols[right] < 0) {
                return Merges.ABSENT;
            }
            return merges.find(symbols[left], symbols[right]);
        }

        private void emit(int symbol, byte first) {
            if (symbol >= 0 && symbol < vocabulary.size()) {
                tokens.add(symbol);
            } else if (symbol >= 0 && merges.spelling(symbol).length() > 1) {
                // What merged into no piece is spelled byte by byte.
                merges.spelling(symbol).chars().forEach(c -> emitByte(alphabet.byteOf(c)));
            } else {
                emitByte(first & 0xFF);
            }
        }

        /** A byte without a piece becomes the unknown token; without that one it is lost, as in llama.cpp. */
        private void emitByte(int b) {
            int symbol = b < 0 ? Merges.ABSENT : byteSymbols[b];
            if (symbol >= 0 && symbol < vocabulary.size()) {
                tokens.add(symbol);
            } else {
                vocabulary.unknown().ifPresent(tokens::add);
            }
        }
    }
}
