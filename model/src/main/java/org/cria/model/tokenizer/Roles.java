package org.cria.model.tokenizer;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Metadata;

/**
 * Which tokens play a part in every text, and what is added to a text.
 *
 * @param bos            id of the token that begins a text, {@link #NONE} if there is none; likewise the next four
 * @param eos            ends a text
 * @param eot            ends a turn of a chat
 * @param eom            ends a message that waits for a tool
 * @param unknown        stands for what cannot be spelled
 * @param addBos         whether a prompt starts with {@code bos}
 * @param addEos         whether a prompt ends with {@code eos}
 * @param addSpacePrefix whether a space is put before a text (SentencePiece only)
 * @param otherEnds      further tokens that end the generation: an infill task's padding, repository and file
 */
public record Roles(
        int bos,
        int eos,
        int eot,
        int eom,
        int unknown,
        boolean addBos,
        boolean addEos,
        boolean addSpacePrefix,
        Set<Integer> otherEnds) {
    public Roles {
        otherEnds = Set.copyOf(otherEnds);
    }

    /** Roles of a vocabulary for which infill tasks have no tokens. */
    public Roles(
            int bos, int eos, int eot, int eom, int unknown, boolean addBos, boolean addEos, boolean addSpacePrefix) {
        this(bos, eos, eot, eom, unknown, addBos, addEos, addSpacePrefix, Set.of());
    }

    /** No such token. */
    public static final int NONE = -1;

    /** Files write "no such token" as the largest unsigned 32-bit number, too. */
    private static final long NONE_UNSIGNED = 0xFFFF_FFFFL;

    private static final String PREFIX = "tokenizer.ggml.";

    /**
     * The roles in a model file. The files of Llama 2 leave unsaid that {@code <unk>}, {@code <s>} and {@code </s>} come first
     * and that a space leads; byte-level BPE has no such defaults.
     */
    static Roles from(Metadata metadata, int pieces) {
        RoleReader reader = new RoleReader(metadata, pieces);
        return switch (Tokenizers.model(metadata)) {
            case SENTENCE_PIECE -> reader.roles(1, 2, 0, true, metadata.flag(PREFIX + "add_space_prefix", true));
            case BYTE_PAIRS ->
                reader.roles(NONE, NONE, NONE, PreTokenizer.from(metadata).addsBos(), false);
        };
    }

    private record RoleReader(Metadata metadata, int pieces) {
        Roles roles(int bos, int eos, int unknown, boolean addBos, boolean addSpacePrefix) {
            Roles roles = new Roles(
                    id("bos_token_id", bos),
                    id("eos_token_id", eos),
                    id("eot_token_id", NONE),
                    id("eom_token_id", NONE),
                    id("unknown_token_id", unknown),
                    metadata.flag(PREFIX + "add_bos_token", addBos),
                    metadata.flag(PREFIX + "add_eos_token", false),
                    addSpacePrefix,
                    IntStream.of(
                                    id("fim_pad_token_id", NONE),
                                    id("fim_rep_token_id", NONE),
                                    id("fim_sep_token_id", NONE))
                            .filter(id -> id != NONE)
                            .boxed()
                            .collect(Collectors.toSet()));
            if (roles.addBos && roles.bos == NONE) {
                throw new CriaException(PREFIX + "add_bos_token is true or left to its default, but " + PREFIX
                        + "bos_token_id names no token. The file is damaged; download it again.");
            }
            if (roles.addEos && roles.eos == NONE) {
                throw new CriaException(PREFIX + "add_eos_token is true, but " + PREFIX
                        + "eos_token_id names no token. The file is damaged; download it again.");
            }
            return roles;
        }

        private int id(String name, int fallback) {
            if (metadata.number(PREFIX + name, NONE) < 0 || metadata.number(PREFIX + name) >= NONE_UNSIGNED) {
                return fallback < pieces ? fallback : NONE;
            }
            int id = metadata.integer(PREFIX + name);
            if (id >= pieces) {
                throw new CriaException(PREFIX + name + " is " + id + ", expected 0 to " + (pieces - 1) + " (there are "
                        + pieces + " pieces). The file is damaged; download it again.");
            }
            return id;
        }
    }
}
