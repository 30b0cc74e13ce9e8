package org.cria.model.huggingface;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.model.safetensors.CheckpointException;
import org.cria.model.storage.FileFault;
import org.cria.model.tokenizer.PieceType;

/**
 * {@code tokenizer.model}: SentencePiece's file, a protocol buffer of which the pieces and two settings are read.
 *
 * @param spacePrefix whether a space is put before a text
 * @see <a href="https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto">its fields</a>
 */
record SentencePieceFile(List<VocabularyEntry> pieces, boolean spacePrefix) {
    private static final String PLACE = "tokenizer.model";
    private static final int PIECES = 1;
    private static final int TRAINER = 2;
    private static final int NORMALIZER = 3;
    private static final int KIND_OF_MODEL = 3;
    private static final int DUMMY_PREFIX = 3;
    private static final int BYTE_PAIRS = 2;

    SentencePieceFile {
        pieces = List.copyOf(pieces);
    }

    /** Empty where the folder has none. */
    static Optional<SentencePieceFile> find(Path folder) {
        Path file = folder.resolve(PLACE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new CheckpointException(
                    PLACE, "it cannot be read (" + FileFault.of(e) + ")", "a tokenizer", "Check its permissions.");
        }
    }

    static SentencePieceFile read(byte[] bytes) {
        List<VocabularyEntry> pieces = new ArrayList<>();
        int kind = 1;
        boolean prefix = true;
        for (Field field : fields(ByteBuffer.wrap(bytes))) {
            switch (field.number()) {
                case PIECES -> pieces.add(piece(field));
                case TRAINER -> kind = (int) number(field, KIND_OF_MODEL, kind);
                case NORMALIZER -> prefix = number(field, DUMMY_PREFIX, 1) != 0;
                default -> {} // of no account for what tokens a text has
            }
        }
        if (pieces.isEmpty()) {
            throw damaged("it has no pieces");
        }
        if (kind != BYTE_PAIRS) {
            throw new CheckpointException(
                    PLACE,
                    "it is a SentencePiece model of kind " + kind,
                    "kind " + BYTE_PAIRS + ", byte pairs",
                    "This version of Cria lacks that; choose another model.");
        }
        return new SentencePieceFile(pieces, prefix);
    }

    private static VocabularyEntry piece(Field piece) {
        String text = "";
        float score = 0;
        int type = 1;
        for (Field field : fields(piece.bytes())) {
            switch (field.number()) {
                case 1 -> text = StandardCharsets.UTF_8.decode(field.bytes()).toString();
                case 2 -> score = Float.intBitsToFloat((int) field.value());
                case 3 -> type = (int) field.value();
                default -> {} // there is nothing else
            }
        }
        // The numbers are those of GGUF, but for 4, which is the same, too: user-defined.
        return new VocabularyEntry(text, score, type >= 1 && type <= 6 ? PieceType.of(type) : PieceType.NORMAL);
    }

    private static long number(Field message, int number, long fallback) {
        return fields(message.bytes()).stream()
                .filter(field -> field.number() == number)
                .mapToLong(Field::value)
                .reduce(fallback, (_, last) -> last);
    }

    /**
     * A field of a message.
     *
     * @param value of numbers
     * @param bytes of strings and messages
     */
    private record Field(int number, long value, ByteBuffer bytes) {}

    private static List<Field> fields(ByteBuffer message) {
        ByteBuffer bytes = message.order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (bytes.hasRemaining()) {
            long tag = varint(bytes);
            int number = (int) (tag >>> 3);
            fields.add(
                    switch ((int) (tag & 7)) {
                        case 0 -> new Field(number, varint(bytes), ByteBuffer.allocate(0));
                        case 1 ->
                            new Field(
                                    number,
                                    taken(bytes, 8)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getLong(),
                                    ByteBuffer.allocate(0));
                        case 2 -> new Field(number, 0, taken(bytes, varint(bytes)));
                        case 5 ->
                            new Field(
                                    number,
                                    taken(bytes, 4)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getInt(),
                                    ByteBuffer.allocate(0));
                        default -> throw damaged("it has a field of wire type " + (tag & 7));
                    });
        }
        return fields;
    }

    private static ByteBuffer taken(ByteBuffer bytes, long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw damaged("it ends inside a field");
        }
        ByteBuffer taken = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return taken;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < 70 && bytes.hasRemaining(); shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("it ends inside a number");
    }

    private static CheckpointException damaged(String found) {
        return new CheckpointException(PLACE, found, "a SentencePiece model", CheckpointException.DAMAGED);
    }
}
